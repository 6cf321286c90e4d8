import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import type { Layer } from '../layer';
import type { ScalarNode } from '../syntax/node';

/** Secrets with the variable of a parameter: a run can have only one of them. */
export function secretNameFindings(document: Contents): readonly Finding[] {
  const { context, defaults, rows } = document;
  const owners = (keys: Iterable<string>): ReadonlyMap<string, string> =>
    new Map([...keys].map((key) => [context.keys.of(key).variable, key]));
  const findings = clashes(secretKeys(document, defaults), owners(document.parameterKeys().keys()));
  for (const { cell } of rows.withSettings()) {
    const keys = secretKeys(document, cell.layer);
    if (keys.length === 0) continue;
    const parameters = [...defaults.parameters, ...cell.layer.parameters].map(({ key }) => key.text);
    findings.push(...clashes(keys, owners(parameters)));
  }
  return findings;
}

/** The variables of a layer's `secrets`, where they are written. */
function secretKeys({ context }: Contents, { reserved }: Layer): readonly ScalarNode[] {
  const entry = reserved.get('secrets');
  const node = entry === undefined ? undefined : context.resolve(entry.value);
  return node?.kind === 'mapping' ? node.entries.map(({ key }) => key) : [];
}

const clashes = (keys: readonly ScalarNode[], owners: ReadonlyMap<string, string>): Finding[] =>
  keys.flatMap((key) => {
    const owner = owners.get(key.text);
    if (owner === undefined) return [];
    return [
      {
        code: 'colliding-variables',
        severity: 'error',
        message: t(
          'The parameter `{0}` and this secret both become the variable {1}. Remove one.',
          owner,
          key.text,
        ),
        span: key,
        fixes: [],
      },
    ];
  });
