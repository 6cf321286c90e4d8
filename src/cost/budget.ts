import { t } from '@vscode/l10n';
import type { Estimate } from './estimate';

/** A part of an estimate that no budget can hold. */
export interface BudgetGap {
  /** What it is, and the way out: a sentence. */
  readonly text: string;
  /** The file alone says so; a price that one cloud does not know another one may. */
  readonly certain: boolean;
}

/** Why a budget cannot be promised for this estimate; empty where the estimate is a bound. */
export function budgetGaps({ endless, stopping, unpriced }: Estimate): readonly BudgetGap[] {
  const gaps: BudgetGap[] = [];
  if (unpriced.length > 0) {
    gaps.push({
      certain: false,
      text: t(
        'The price of {0} is unknown: say it by hand (`price: 4.10` on the run, US dollars per hour), or leave `budget` out.',
        unpriced.join(', '),
      ),
    });
  }
  if (endless > 0) {
    gaps.push({
      certain: true,
      text: t('The bill of a run without `ttl` has no end: give it one, or leave `budget` out.'),
    });
  }
  if (stopping.runs > 0) {
    gaps.push({
      certain: true,
      text: t(
        '`on_complete: stop` leaves disks that cost until somebody terminates their instances: use `terminate`, or leave `budget` out.',
      ),
    });
  }
  return gaps;
}
