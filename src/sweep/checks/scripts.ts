import type { Contents } from '../contents';
import type { Finding } from '../finding';
import { isAmazonLinux } from '../images';
import type { Layer } from '../layer';
import type { ReadScript } from '../script/scripts';
import { seedKey } from '../seeds';
import { otherNameFindings } from './other-names';
import { scriptPath } from './script-path';
import { isUnread, unreadKeys } from './unread';
import { unseenResults } from './unseen-results';
import { unusedParameters } from './unused';

const mostOwnScripts = 100;

/** Problems of the scripts of a sweep, and parameters that no script uses. */
export function scriptFindingsOf(document: Contents): readonly Finding[] {
  const findings: Finding[] = [];
  const { keys } = document.context;
  const { defaults } = document;
  const all = document.parameterKeys();
  const unread = [...[...unreadKeys(document)].map((key) => keys.of(key).variable), ...secretsIn(document)];
  const seeded = document.top.seeds === undefined ? [] : [keys.of(seedKey).variable];
  const provided = new Set([...[...all.keys()].map((key) => keys.of(key).variable), ...seeded, ...unread]);
  const endsInstance = (layer: Layer): boolean =>
    (layer.settings.onComplete ?? defaults.settings.onComplete ?? 'keep') !== 'keep';
  const scripts: ReadScript[] = [];
  const check = (layer: Layer, variables: ReadonlySet<string>, ownImage: boolean): void => {
    const misplaced = scriptPath(layer, document.context);
    if (misplaced !== undefined) {
      findings.push(misplaced);
      return;
    }
    const read = layer.script === undefined ? undefined : document.scripts.read(layer.script);
    if (read === undefined) return;
    scripts.push(read);
    const waits = (layer.settings.waitsForBackground ?? defaults.settings.waitsForBackground) === true;
    const use = { provided: variables, endsInstance: endsInstance(layer), waits, ownImage };
    findings.push(...document.scripts.check(read, use), ...unseenResults(document, layer, read));
  };
  const namesImage = ({ settings }: Layer): boolean => !isAmazonLinux(settings.ami ?? defaults.settings.ami);
  check(defaults, provided, someImage(document));
  let own = 0;
  for (const { cell } of document.rows.withScript()) {
    // Scripts of separate runs are read one by one: this number is enough to show the problems of the others.
    if (++own > mostOwnScripts) break;
    const names = [...defaults.parameters, ...cell.layer.parameters].map(
      ({ key }) => keys.of(key.text).variable,
    );
    check(cell.layer, new Set([...names, ...seeded, ...unread]), namesImage(cell.layer));
  }
  for (const { layers } of document.expansion.grid?.axes ?? [])
    for (const layer of layers) check(layer, provided, namesImage(layer));
  for (const { layer } of document.cellsUnder('include')) check(layer, provided, namesImage(layer));
  findings.push(...otherNameFindings(document, scripts));
  findings.push(...unusedParameters(document, own > mostOwnScripts ? undefined : scripts));
  return isUnread(document) ? findings.filter(({ code }) => code !== 'unknown-variable') : findings;
}

/** Whether any run uses another image than Amazon Linux. */
function someImage({ defaults, rows, expansion }: Contents): boolean {
  const names = ({ settings }: Layer): boolean => !isAmazonLinux(settings.ami);
  if (names(defaults)) return true;
  for (const { cell } of rows.withSettings()) if (names(cell.layer)) return true;
  return expansion.combinations.some(({ layers }) => layers.some(names));
}

/** Variables from `secrets` of any run. */
function* secretsIn({ defaults, rows }: Contents): Generator<string> {
  yield* Object.keys(defaults.settings.secrets ?? {});
  for (const { cell } of rows.withSettings()) yield* Object.keys(cell.layer.settings.secrets ?? {});
}
