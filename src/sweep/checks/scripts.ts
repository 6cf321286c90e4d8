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
  const all = document.parameterKeys();
  const unread = [...unreadKeys(document)].map((key) => keys.of(key).variable);
  const provided = new Set([...[...all.keys()].map((key) => keys.of(key).variable), ...unread]);
  const ends = (layer: Layer): boolean =>
    (layer.settings.onComplete ?? document.defaults.settings.onComplete ?? 'keep') !== 'keep';
  const { script } = document.defaults;
  const read = script === undefined ? undefined : document.scripts.read(script);
  if (read !== undefined) {
    findings.push(...document.scripts.check(read, provided, ends(document.defaults)));
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
  let checked = 0;
  for (const { cell } of document.rows.withScript()) {
    const own = cell.layer.script === undefined ? undefined : document.scripts.read(cell.layer.script);
    // Scripts written out for each run are read one by one: so many show what is wrong with the rest.
    if (own === undefined || checked++ >= MOST_OWN_SCRIPTS) continue;
    const names = [...document.defaults.parameters, ...cell.layer.parameters].map(
      ({ key }) => keys.of(key.text).variable,
    );
    findings.push(...document.scripts.check(own, new Set([...names, ...unread]), ends(cell.layer)));
  }
  return isUnread(document) ? findings.filter(({ code }) => code !== 'unknown-variable') : findings;
}
