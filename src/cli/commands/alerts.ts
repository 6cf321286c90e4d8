import { t } from '@vscode/l10n';
import { type AlertThresholds, alertsOf, describeAlert } from '../../cost/alerts';
import { formatUsd } from '../../cost/money';
import type { SweepView } from '../../engine/view';
import { alertFile, readAlerts, writeAlerts } from '../../provider/alert-file';
import { formatHours } from '../../text/durations';
import { type ExitCode, exitCodes } from '../exit';
import type { ListOptions } from '../list-format';
import type { GlobalOptions } from '../options';
import { printList } from '../output/list';
import { plain } from '../output/plain';
import { screenOf } from '../output/screen';
import { renderTable } from '../output/table';
import type { CliSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

/** The conditions that `spawn alerts create` supports, and the threshold that each of them sets. */
const alertKinds = {
  cost: 'costPerSweep',
  'daily-cost': 'costPerDay',
  'run-hours': 'runLongerThan',
  failures: 'failuresInARow',
} as const satisfies Readonly<Record<string, keyof AlertThresholds>>;

export type AlertKind = keyof typeof alertKinds;

const isAlertKind = (text: string): text is AlertKind => Object.hasOwn(alertKinds, text);

export interface CreateAlertOptions extends GlobalOptions {
  readonly threshold: number;
}

/** Sets a threshold, and replaces an earlier one. `status`, `cost`, `launch --wait`, and VS Code show the alerts. */
export async function createAlert(
  kind: AlertKind,
  options: CreateAlertOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const file = alertFile(terminal.environment);
  const thresholds = { ...(await readAlerts(file)), [alertKinds[kind]]: options.threshold };
  await writeAlerts(thresholds, file);
  if (options.json) printJson(terminal, thresholds);
  else print(terminal, t('Alert set: {0}.', describe(kind, options.threshold)));
  return exitCodes.done;
}

export async function listAlerts(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const thresholds = await readAlerts(alertFile(terminal.environment));
  const kinds = Object.keys(alertKinds).filter(isAlertKind);
  const records = kinds.flatMap((kind) => {
    const threshold = thresholds[alertKinds[kind]];
    return threshold === undefined ? [] : [{ kind, threshold }];
  });
  printList(terminal, options, {
    json: thresholds,
    records,
    fields: ['kind', 'threshold'],
    table: () => renderTable(records.map(({ kind, threshold }) => [kind, describe(kind, threshold)])),
  });
  if (records.length === 0)
    say(terminal, t('No alerts are set. To set one: {0}', 'spawn alerts create cost --threshold DOLLARS'));
  return exitCodes.done;
}

export async function deleteAlert(
  kind: AlertKind,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const file = alertFile(terminal.environment);
  const { [alertKinds[kind]]: threshold, ...rest } = await readAlerts(file);
  if (threshold === undefined) {
    say(terminal, t('The alert "{0}" is not set.', kind));
    return exitCodes.notFound;
  }
  await writeAlerts(rest, file);
  if (options.json) printJson(terminal, rest);
  else print(terminal, t('Alert deleted: {0}.', describe(kind, threshold)));
  return exitCodes.done;
}

function describe(kind: AlertKind, threshold: number): string {
  switch (kind) {
    case 'cost':
      return t('a sweep costs {0}', formatUsd(threshold));
    case 'daily-cost':
      return t('all sweeps together cost {0} in a day (UTC)', formatUsd(threshold));
    case 'run-hours':
      return t('an instance runs {0}', formatHours(threshold));
    case 'failures':
      return t('{0} runs in a row fail', threshold);
  }
}

/** Prints the alerts of these sweeps on stderr; none for the local cloud, which is free. */
export async function tellAlerts(
  sweeps: readonly SweepView[],
  { flags, local }: Pick<CliSession, 'flags' | 'local'>,
  terminal: Terminal,
): Promise<void> {
  if (local) return;
  const thresholds = await readAlerts(alertFile(terminal.environment));
  const ended = new Set(
    sweeps.filter(({ runs }) => !runs.some(({ billing }) => billing)).map(({ id }) => id),
  );
  for (const alert of alertsOf(sweeps, thresholds, terminal.clock.now())) {
    const stoppable = alert.kind !== 'cost-per-day' && !ended.has(alert.sweepId);
    const hint = stoppable ? ` ${t('To end it: {0}', `spawn cancel ${alert.sweepId}${flags}`)}` : '';
    const { caution } = screenOf(terminal, 'stderr').paint;
    say(terminal, `${caution(`⚠ ${t('Alert:')}`)} ${plain(describeAlert(alert))}${hint}`);
  }
}
