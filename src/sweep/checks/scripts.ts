import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import type { Layer } from '../layer';
import { unusedKeys } from '../script/scripts';
import { isUnread, unreadKeys } from './unread';

const MOST_OWN_SCRIPTS = 100;

/** What is wrong with the scripts of a sweep, and which parameters none of them uses. */
export function scriptFindingsOf(document: Contents): readonly Finding[] {
  const findings: Finding[] = [];
  const { keys } = document.context;
  const { defaults } = document;
  const all = document.parameterKeys();
  const unread = [...unreadKeys(document)].map((key) => keys.of(key).variable);
  const provided = new Set([...[...all.keys()].map((key) => keys.of(key).variable), ...unread]);
  const endsInstance = (layer: Layer): boolean =>
    (layer.settings.onComplete ?? defaults.settings.onComplete ?? 'keep') !== 'keep';
  const { script } = defaults;
  const read = script === undefined ? undefined : document.scripts.read(script);
  if (read !== undefined) {
    const use = { provided, endsInstance: endsInstance(defaults), ownImage: someImage(document) };
    findings.push(...document.scripts.check(read, use));
    const named = [...all]
      .map(([key, node]) => ({ key: node, fact: keys.of(key) }))
      // Of a slip for another key, and of one that cannot be, this is said already.
      .filter(({ fact }) => fact.meant === undefined && fact.unusable === undefined)
      .map(({ fact, key }) => ({ key, variable: fact.variable }));
    for (const key of unusedKeys(read, named)) {
      const message = t(
        'No run uses `{0}`: the script does not name {1}.',
        key.text,
        `$${keys.of(key.text).variable}`,
      );
      findings.push({ code: 'unused-parameter', severity: 'information', message, span: key, fixes: [] });
    }
  }
  const checkOwn = (layer: Layer, variables: ReadonlySet<string>): void => {
    const own = layer.script === undefined ? undefined : document.scripts.read(layer.script);
    if (own === undefined) return;
    const ownImage = (layer.settings.ami ?? defaults.settings.ami) !== undefined;
    findings.push(
      ...document.scripts.check(own, { provided: variables, endsInstance: endsInstance(layer), ownImage }),
    );
  };
  let checked = 0;
  for (const { cell } of document.rows.withScript()) {
    // Scripts written out for each run are read one by one: so many show what is wrong with the rest.
    if (checked++ >= MOST_OWN_SCRIPTS) break;
    const names = [...defaults.parameters, ...cell.layer.parameters].map(
      ({ key }) => keys.of(key.text).variable,
    );
    checkOwn(cell.layer, new Set([...names, ...unread]));
  }
  for (const { layers } of document.expansion.grid?.axes ?? [])
    for (const layer of layers) checkOwn(layer, provided);
  for (const { layer } of document.cellsUnder('include')) checkOwn(layer, provided);
  return isUnread(document) ? findings.filter(({ code }) => code !== 'unknown-variable') : findings;
}

/** Whether any run names its image. */
function someImage({ defaults, rows, expansion }: Contents): boolean {
  const names = ({ settings }: Layer): boolean => settings.ami !== undefined;
  if (names(defaults)) return true;
  for (const { cell } of rows.withSettings()) if (names(cell.layer)) return true;
  return expansion.combinations.some(({ layers }) => layers.some(names));
}
