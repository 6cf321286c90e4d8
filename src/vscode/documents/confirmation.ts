import { t } from '@vscode/l10n';
import { arithmeticOf, type CostLine, expectationOf, linesOf, type Stopping } from '../../cost/estimate';
import { formatUsd } from '../../cost/money';
import type { Provider } from '../../engine/connection';
import type { LaunchPreview } from '../../engine/engine';
import type { Identity } from '../../engine/ports';
import { runsIn } from '../../text/counts';

export interface Question {
  readonly message: string;
  readonly detail: string;
  readonly yes: string;
}

/** The confirmation of a launch: the number of runs, the maximum cost, the account, and the resources that are created first. */
export function launchQuestion(preview: LaunchPreview, provider: Provider): Question {
  const count = preview.plan.size;
  const { estimate, identity, setup, notes, tooLow } = preview;
  const message =
    provider === 'local'
      ? t('Launch {0} in the local cloud at no cost?', runsIn(count))
      : t('Launch {0} for {1}?', runsIn(count), mostOf(preview));
  const lines = [
    `${preview.request.fileName} → ${preview.sweepId}`,
    ...(provider === 'local'
      ? []
      : [
          whereText(identity, regionsOf(preview)),
          ...linesOf(estimate).map(costLine),
          ...(estimate.stopping.runs === 0 ? [] : [stoppingText(estimate.stopping)]),
        ]),
  ];
  const made = setup.map((step) => `• ${step.kind} ${step.name}: ${step.purpose}`);
  const detail = [
    lines.join('\n'),
    ...(made.length === 0 ? [] : [[t('Resources to be created:'), ...made].join('\n')]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `• ${note}`).join('\n')]),
  ].join('\n\n');
  const yes = t('Launch {0}', runsIn(count));
  return { message, detail, yes: tooLow === undefined ? yes : t('{0}, and wait for the price', yes) };
}

/** `at most $0.0156`, or the reason why there is no bound. */
export function mostOf({ estimate }: Pick<LaunchPreview, 'estimate'>): string {
  const usd = formatUsd(estimate.usd);
  if (estimate.endless > 0)
    return estimate.usd === 0
      ? t('an unlimited cost ({0} without a ttl)', runsIn(estimate.endless))
      : t('{0} or more ({1} without a ttl, so the cost is unlimited)', usd, runsIn(estimate.endless));
  if (estimate.unpriced.length > 0)
    return estimate.usd === 0
      ? t('an unknown price')
      : t('at least {0} (price unknown: {1})', usd, estimate.unpriced.join(', '));
  const expected = expectationOf(estimate);
  return expected === undefined ? t('up to {0}', usd) : t('up to {0} ({1})', usd, expected);
}

/** Costs that continue after the jobs have ended. */
export const stoppingText = ({ runs, usdPerMonth }: Stopping): string =>
  t(
    'on_complete: stop keeps the disks of {0} stopped instances: {1} a month, until they are terminated.',
    runs,
    formatUsd(usdPerMonth),
  );

/** `t3.micro in us-east-1: 3 × 30m × $0.0104 = $0.0156` */
const costLine = (line: CostLine): string => `${line.label}: ${arithmeticOf(line)} = ${formatUsd(line.usd)}`;

/** The account and regions, shown before anything changes: `Account 123456789012 · eu-central-1, us-east-1`. */
export const whereText = ({ account }: Pick<Identity, 'account'>, regions: readonly string[]): string =>
  t('Account {0} · {1}', account, [...new Set(regions)].join(', '));

function regionsOf(preview: LaunchPreview): readonly string[] {
  const regions = preview.plan.batches.map((batch) => batch.shape.region);
  return regions.length === 0 ? [preview.identity.region] : regions;
}
