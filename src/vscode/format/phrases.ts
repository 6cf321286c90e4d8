import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { SweepView } from '../../engine/view';
import { runLabels } from '../../results/run-labels';
import { formatMilliseconds, formatMillisecondsLeft, formatTaken } from '../../text/durations';

const minute = 60_000;
/** Maximum number of cached texts of one kind. */
const most = 2_000;

/** Texts that many rows share, created once: of a thousand runs, most were launched together. */
export class Phrases {
  readonly money = remembering(formatUsd);
  readonly #uptime = remembering((minutes: number) => formatMilliseconds(minutes * minute));
  readonly #left = remembering((minutes: number) => t('{0} left', formatMillisecondsLeft(minutes * minute)));

  readonly #taken = remembering((seconds: number) => formatTaken(seconds * 1_000));
  /** By ID of the sweep: the names of a sweep's runs never change. */
  readonly #labels = new Map<string, ReadonlyMap<number, string>>();

  /** The label of a run in its sweep, from the parameters that vary. */
  label(
    sweep: Pick<SweepView, 'id' | 'runs'>,
    run: Pick<SweepView['runs'][number], 'index' | 'name'>,
  ): string {
    let labels = this.#labels.get(sweep.id);
    if (labels?.size !== sweep.runs.length) {
      const texts = runLabels(sweep.runs);
      labels = new Map(sweep.runs.map(({ index }, place) => [index, texts[place] ?? '']));
      if (this.#labels.size >= most) this.#labels.clear();
      this.#labels.set(sweep.id, labels);
    }
    return labels.get(run.index) ?? run.name;
  }

  /** For ended runs, to the second. */
  taken = (milliseconds: number): string => this.#taken(Math.floor(milliseconds / 1_000));
  uptime = (milliseconds: number): string => this.#uptime(Math.floor(milliseconds / minute));
  left = (milliseconds: number): string => this.#left(Math.ceil(milliseconds / minute));
}

function remembering(make: (value: number) => string): (value: number) => string {
  const known = new Map<number, string>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    if (known.size >= most) known.clear();
    const text = make(value);
    known.set(value, text);
    return text;
  };
}
