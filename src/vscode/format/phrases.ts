import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import { formatMilliseconds, formatMillisecondsLeft } from '../../text/durations';

const minute = 60_000;
/** More texts of one kind are hardly shown at once. */
const most = 2_000;

/** Texts that many rows share, written once: of a thousand runs, most were launched together. */
export class Phrases {
  readonly money = remembering(formatUsd);
  readonly #uptime = remembering((minutes: number) => formatMilliseconds(minutes * minute));
  readonly #left = remembering((minutes: number) => t('{0} left', formatMillisecondsLeft(minutes * minute)));

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
