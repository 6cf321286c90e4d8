import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import { nameNode, nameOf, parametersOf } from '../resolve';
import { seedKey } from '../seeds';
import { placeholderFindings } from './placeholders';

/** Runs with the same name, reported at the later one, or once at the template of the names. */
export function nameFindings(document: Contents): readonly Finding[] {
  const findings: Finding[] = [...templateFindings(document)];
  const told = new Set<unknown>();
  const tell = (node: Finding['span'], template: boolean, name: string): void => {
    if (told.has(node)) return;
    told.add(node);
    findings.push({
      code: 'duplicate-name',
      severity: 'error',
      message: template
        ? t(
            'This gives several runs the name `{0}`. Add a parameter that distinguishes them, or {index}.',
            name,
          )
        : t('Duplicate run name `{0}`. Names must be unique in a sweep, regardless of case.', name),
      span: node,
      fixes: [],
    });
  };
  const { names } = document.rows;
  const taken = new Set<string>();
  if (names.clash) {
    for (const { name, cell } of document.rows) {
      if (name === undefined || !names.isShared(name)) continue;
      const node = nameNode([document.defaults, cell.layer]);
      const own = cell.layer.name;
      if (taken.has(name.toLowerCase()) && node !== undefined) tell(node, own === undefined, name);
      taken.add(name.toLowerCase());
    }
  }
  const seen = new Set<string>();
  let index = document.rows.size;
  for (const { layers } of document.expansion.combinations) {
    const all = [document.defaults, ...layers];
    const node = nameNode(all);
    if (node !== undefined) {
      const name = nameOf(node, parametersOf(all, index), index);
      const key = name.toLowerCase();
      if (seen.has(key) || names.has(name)) tell(node, true, name);
      seen.add(key);
    }
    index++;
  }
  return findings;
}

/** A template that several runs share can use the parameters of any of them. */
function templateFindings(document: Contents): readonly Finding[] {
  const { grid, search, zip } = document.expansion;
  const names = [document.defaults.name, grid?.name, zip?.name, search?.name].filter(
    (name) => name !== undefined,
  );
  if (names.length === 0) return [];
  const keys = [
    ...document.parameterKeys().keys(),
    ...(document.top.seeds === undefined ? [] : [seedKey]),
    ...(grid?.axes ?? []).map(({ key }) => key.text),
    ...(zip?.keys ?? []).map((key) => key.text),
  ];
  return names.flatMap((name) => placeholderFindings(name, keys));
}
