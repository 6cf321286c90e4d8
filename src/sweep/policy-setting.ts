import { t } from '@vscode/l10n';
import type { Finding } from './finding';
import { nearest } from './keys';
import {
  bucketScopeOf,
  narrowableTemplates,
  policyGrantOf,
  policyTemplates,
  policyText,
  splitPolicyPart,
} from './policy';
import { mapScript } from './script/map';
import type { ExactSpan, ScalarNode } from './syntax/node';

/** One part of an `iam_policy` in the file. */
export interface WrittenPart {
  readonly text: string;
  /** Its location; undefined if it isn't certain. */
  readonly span: ExactSpan | undefined;
  readonly whole: ScalarNode;
}

/** The parts of `s3:ReadOnly,logs:WriteOnly`, or of a list of them. */
export function policyParts(scalars: readonly ScalarNode[]): readonly WrittenPart[] {
  return scalars.flatMap((whole) => {
    const map = mapScript(whole);
    let at = 0;
    return whole.text.split(',').map((part) => {
      const text = part.trim();
      const start = at + part.indexOf(text);
      at += part.length + 1;
      const span = text === '' ? undefined : map.toExact({ start, end: start + text.length });
      return { text, span, whole };
    });
  });
}

/** The grants of an `iam_policy`, sorted, each once, in one spelling. */
export function readPolicy(
  scalars: readonly ScalarNode[],
  note: (finding: Finding) => void,
): readonly string[] {
  const granted = new Set<string>();
  for (const part of policyParts(scalars)) {
    const grant = policyGrantOf(part.text);
    if (grant === undefined) note(wrongPart(part));
    else granted.add(policyText(grant));
  }
  return [...granted].sort();
}

function wrongPart(part: WrittenPart): Finding {
  const { template, scope } = splitPolicyPart(part.text);
  const known = policyTemplates.find((one) => one === template);
  if (known === undefined || scope === undefined) return unknownTemplate(part, template, scope);
  if (!narrowableTemplates.includes(known)) {
    const message = t(
      "`{0}` can't be narrowed. Only {1} accept a bucket.",
      known,
      narrowableTemplates.join(', '),
    );
    return finding('invalid-policy-scope', message, part, [known]);
  }
  const meant = meantScope(scope);
  return finding(
    'invalid-policy-scope',
    t(
      "`{0}` isn't a bucket. Specify its name, such as {1}, or a folder in it, such as {2}.",
      scope,
      'my-bucket',
      'my-bucket/inputs',
    ),
    part,
    meant === undefined ? [] : [`${known}:${meant}`],
  );
}

/** `s3://bucket/folder/*` and ARNs show which bucket was intended. */
function meantScope(scope: string): string | undefined {
  const bare = scope.replace(/^(?:s3:\/\/|arn:[\w-]*:s3:::)/i, '').replace(/(?:\/\*?)+$/, '');
  const found = bucketScopeOf(bare) ?? bucketScopeOf(bare.toLowerCase().replaceAll('_', '-'));
  if (found === undefined) return undefined;
  return found.folder === undefined ? found.bucket : `${found.bucket}/${found.folder}`;
}

function unknownTemplate(part: WrittenPart, template: string, scope: string | undefined): Finding {
  const service = template.split(':')[0] ?? '';
  const near = policyTemplates.filter(
    (known) => known.split(':')[0]?.toLowerCase() === service.toLowerCase(),
  );
  const meant = nearest(template, policyTemplates);
  const offered = meant === undefined ? near : [meant, ...near.filter((known) => known !== meant)];
  const message =
    offered.length > 0
      ? t('Unknown policy template `{0}`. Did you mean {1}?', template, offered.join(', '))
      : t(
          'Unknown policy template `{0}`. The policy templates are {1}.',
          template,
          policyTemplates.join(', '),
        );
  const narrowed = scope !== undefined && bucketScopeOf(scope) !== undefined;
  return finding(
    'unknown-policy',
    message,
    part,
    offered.map((known) => (narrowed && narrowableTemplates.includes(known) ? `${known}:${scope}` : known)),
  );
}

function finding(
  code: 'unknown-policy' | 'invalid-policy-scope',
  message: string,
  { span, whole }: WrittenPart,
  offered: readonly string[],
): Finding {
  return {
    code,
    severity: 'error',
    message,
    span: span ?? whole,
    fixes:
      span === undefined
        ? []
        : offered.map((text) => ({ title: t('Change to {0}', text), edits: [{ span, newText: text }] })),
  };
}
