import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { RetryPreview, RetryWish } from '../../engine/engine';
import { isTrouble, orderedStates } from '../../engine/job-states';
import { formatSeconds } from '../../text/durations';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { counted } from '../output/counted';
import { plain } from '../output/plain';
import { renderTable } from '../output/table';
import { sweepIdFor } from '../reference';
import { type CliSession, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';
import { carryOut } from './carry-out';

export interface RetryOptions extends GlobalOptions {
  readonly failed?: boolean;
  readonly lost?: boolean;
  readonly run?: readonly string[];
  readonly wait?: boolean;
  readonly yes?: boolean;
}

/** Launches another attempt of runs that did not succeed. Asks first, with the runs and what they cost at most. */
export async function retry(id: string, options: RetryOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const { engine } = session;
    const sweepId = await sweepIdFor(id, engine, terminal.interrupted);
    const preview = await engine.previewRetry(sweepId, wishOf(options), terminal.interrupted);
    for (const { name, reason } of preview.refused)
      say(terminal, t('{0} is not retried: {1}', plain(name), plain(reason)));
    if (preview.runs.length === 0) {
      say(terminal, t('{0} has no run to retry.', plain(sweepId)));
      if (options.json)
        printJson(terminal, { sweep_id: sweepId, runs: [], estimated_cost_usd: null, api_calls: {} });
      return exitCodes.failed;
    }
    if (options.json) say(terminal, question(preview, session));
    else print(terminal, renderRuns(preview));
    if (!options.yes && !(await confirm(terminal, question(preview, session), t('Nothing was launched.'))))
      return exitCodes.failed;
    const before = await engine.view(sweepId, terminal.interrupted);
    return carryOut({
      session,
      options,
      terminal,
      sweepId,
      before,
      act: (onProgress) => engine.retry(preview, onProgress, terminal.interrupted),
    });
  });
}

/** `--failed`, `--lost` and `--run` add up; without any, every run that did not succeed. */
function wishOf({ failed, lost, run }: RetryOptions): RetryWish {
  if (run !== undefined) return { runs: run, states: [] };
  if (failed !== true && lost !== true) return { states: orderedStates.filter(isTrouble) };
  return {
    states: [
      ...(failed === true ? ['failed', 'launch-failed'] : []),
      ...(lost === true ? ['lost', 'interrupted'] : []),
    ],
  };
}

const renderRuns = ({ runs }: RetryPreview): string =>
  renderTable([
    ['NAME', 'ENDED AS', 'ATTEMPT', 'TTL LEFT', 'UP TO'],
    ...runs.map(({ attempt, name, state, ttlSeconds, usd }) => [
      plain(name),
      plain(state),
      String(attempt),
      ttlSeconds === undefined ? t('no end') : formatSeconds(ttlSeconds),
      usd === undefined || ttlSeconds === undefined ? t('unknown') : formatUsd(usd),
    ]),
  ]);

function question({ runs }: RetryPreview, { local }: CliSession): string {
  const cost = costOf(runs, local);
  return counted(
    runs.length,
    t('Launch another attempt of 1 run? Maximum cost: {0}.', cost),
    t('Launch another attempt of {0} runs? Maximum cost: {1}.', runs.length, cost),
  );
}

function costOf(runs: RetryPreview['runs'], local: boolean): string {
  if (local) return t('none, the local cloud is free');
  const endless = runs.filter(({ ttlSeconds }) => ttlSeconds === undefined).length;
  if (endless > 0) return t('unknown: {0} have no ttl', endless);
  const unpriced = runs.filter(({ usd }) => usd === undefined).length;
  const known = formatUsd(runs.reduce((sum, { usd = 0 }) => sum + usd, 0));
  return unpriced === 0 ? known : t('{0}, and the unknown price of {1}', known, unpriced);
}
