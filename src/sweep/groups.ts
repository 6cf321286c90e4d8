import type { Expansion } from './expansion';
import type { Layer } from './layer';
import type { ParamsIndex } from './params-index';
import { settingsOf } from './resolve';
import type { RunSettings, SweepDefaults } from './run';
import { pricedFields } from './settings';

/** Runs with the same cost, and their number. */
export interface RunGroup {
  readonly settings: RunSettings;
  readonly count: number;
}

/** The parts of a document that its groups depend on. */
export interface Grouped {
  readonly defaults: Layer;
  readonly rows: ParamsIndex;
  readonly expansion: Expansion;
  readonly repeats: number;
}

/** The runs of a sweep, grouped by cost, without creating the runs: few groups, whatever the number of runs. */
export function groupsOf(document: Grouped, defaults: SweepDefaults): readonly RunGroup[] {
  const shared = settingsOf([document.defaults], defaults);
  let plain = 0;
  const own = new Map<string, { settings: RunSettings; count: number }>();
  const add = (layers: readonly Layer[]): void => {
    if (!layers.some((layer) => layer.hasSettings)) {
      plain++;
      return;
    }
    const settings = settingsOf([document.defaults, ...layers], defaults);
    const key = JSON.stringify(pricedFields.map((field) => settings[field]));
    const group = own.get(key);
    if (group === undefined) own.set(key, { settings, count: 1 });
    else group.count++;
  };
  const { rows, expansion } = document;
  plain += rows.plainCount;
  for (const row of rows.withSettings()) add([row.cell.layer]);
  for (const { layers } of expansion.combinations) add(layers);
  const groups = [...(plain > 0 ? [{ settings: shared, count: plain }] : []), ...own.values()];
  return groups.map(({ count, settings }) => ({ settings, count: count * document.repeats }));
}
