import { t } from '@vscode/l10n';
import type { Estimate } from './estimate';

/** A part of an estimate that has no upper bound. */
export interface BudgetGap {
  /** The part and a solution, as a sentence. */
  readonly text: string;
  /** Derived from the file alone; another cloud can know a price that this one doesn't. */
  readonly certain: boolean;
}

/** The reasons why this estimate can't guarantee a budget; empty if the estimate is a bound. */
export function budgetGaps({ endless, stopping, unpriced }: Estimate): readonly BudgetGap[] {
  const gaps: BudgetGap[] = [];
  if (unpriced.length > 0) {
    gaps.push({
      certain: false,
      text: t(
        'The price of {0} is unknown: set it (`price: 4.10` on the run, in US dollars per hour), or omit `budget`.',
        unpriced.join(', '),
      ),
    });
  }
  if (endless > 0) {
    gaps.push({
      certain: true,
      text: t('The cost of a run without `ttl` is unlimited: set a `ttl`, or omit `budget`.'),
    });
  }
  if (stopping.runs > 0) {
    gaps.push({
      certain: true,
      text: t(
        '`on_complete: stop` leaves disks that incur charges until their instances are terminated: use `terminate`, or omit `budget`.',
      ),
    });
  }
  return gaps;
}
