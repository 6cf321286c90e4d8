import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import { emptyLayer } from '../layer';
import { missingSpace } from '../missing-space';
import { unsafeName } from '../run-entry';
import { spanOfValue } from '../structure';
import { conflictsOf } from './conflicts';

/** Problems of `defaults`, `exclude`, and `include` themselves. */
export const blockFindings = (document: Contents): readonly Finding[] => [
  ...ofDefaults(document),
  ...ofList(document, 'exclude'),
  ...ofList(document, 'include'),
];

function ofDefaults(document: Contents): readonly Finding[] {
  const findings: Finding[] = [];
  const block = document.top.blocks.get('defaults');
  if (block === undefined) return findings;
  findings.push(
    ...document.defaults.findings,
    ...conflictsOf(emptyLayer, document.defaults, document.context),
  );
  const unsafe = document.defaults.name === undefined ? undefined : unsafeName(document.defaults.name);
  if (unsafe !== undefined) findings.push(unsafe);
  const target = document.context.resolve(block.value);
  const empty = target?.kind === 'scalar' && target.text === '' && block.items === undefined;
  if (target === undefined || target.kind === 'mapping' || empty) return findings;
  const oneWord = block.items === undefined ? missingSpace(block.value) : undefined;
  if (oneWord !== undefined) return [...findings, oneWord];
  const message = t('`defaults` must be a mapping of keys to values, such as `instance_type: t3.micro`.');
  findings.push({ code: 'invalid-value', severity: 'error', message, span: spanOfValue(block), fixes: [] });
  return findings;
}

function ofList(document: Contents, key: 'exclude' | 'include'): readonly Finding[] {
  const findings: Finding[] = [];
  const block = document.top.blocks.get(key);
  if (block === undefined) return findings;
  const target = document.context.resolve(block.value);
  const empty = target?.kind === 'scalar' && target.text === '';
  if (block.items === undefined && target !== undefined && target.kind !== 'sequence' && !empty) {
    const message = t('`{0}` must be a list of combinations, such as `- learning_rate: 0.1`.', key);
    findings.push({ code: 'invalid-value', severity: 'error', message, span: spanOfValue(block), fixes: [] });
  }
  for (const cell of document.cellsUnder(key)) findings.push(...cell.findings);
  return findings;
}
