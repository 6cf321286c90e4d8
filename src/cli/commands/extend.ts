import { t } from '@vscode/l10n';
import { formatUsd } from '../../cost/money';
import type { ExtensionPreview } from '../../engine/extend/new-end';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { formatHours } from '../../text/durations';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { counted } from '../output/counted';
import { plain } from '../output/plain';
import { renderTable } from '../output/table';
import { billedInstances } from '../reference';
import { type CliSession, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface ExtendOptions extends GlobalOptions {
  readonly yes?: boolean;
}

/**
 * Extends the TTL of an instance, or of all running instances of a sweep. Asks first, and shows the new TTLs and the
 * maximum additional cost.
 */
export async function extend(
  id: string,
  seconds: number,
  options: ExtendOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return withSession(options, terminal, async (session) => {
    const { engine } = session;
    const instances = await instancesOf(id, session, terminal.interrupted);
    const preview = await engine.previewExtension(instances, seconds, terminal.interrupted);
    const { extensions, notes, refused } = preview;
    for (const { reason } of refused) say(terminal, plain(reason));
    if (extensions.length === 0) {
      if (options.json) printJson(terminal, extensionJson(preview));
      return exitCodes.failed;
    }
    if (!options.json) print(terminal, renderEnds(preview));
    for (const note of notes) say(terminal, note);
    const count = extensions.length;
    const longer = formatHours(seconds / 3600);
    const cost = costOf(preview, session);
    const question = counted(
      count,
      t('Extend 1 instance by {0}? Added cost: {1}.', longer, cost),
      t('Extend {0} instances by {1}? Added cost: {2}.', count, longer, cost),
    );
    if (!options.yes && !(await confirm(terminal, question, t('Nothing was changed.'))))
      return exitCodes.failed;
    await interruptible(
      terminal,
      () => t('Some instances may be extended. To see their ends: {0}', `spawn status ${id}${session.flags}`),
      () => engine.extend(preview, terminal.interrupted),
    );
    if (options.json) printJson(terminal, extensionJson(preview));
    else
      print(
        terminal,
        counted(
          count,
          t('Extended 1 instance. It takes effect within a minute.'),
          t('Extended {0} instances. It takes effect within a minute.', count),
        ),
      );
    return refused.length === 0 ? exitCodes.done : exitCodes.failed;
  });
}

async function instancesOf(
  id: string,
  { engine }: CliSession,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const running = await billedInstances(id, engine, signal);
  if (running.length === 0)
    throw new Failure('unavailable', 'NotRunning', t('{0} has no running instance to extend.', plain(id)));
  return running;
}

const renderEnds = ({ extensions }: ExtensionPreview): string =>
  renderTable([
    ['NAME', 'INSTANCE-ID', 'ENDS', 'NEW END', 'ADDS UP TO'],
    ...extensions.map(({ addedUsd, from, instance, name, until }) => [
      plain(name),
      instance.id,
      timeOf(from),
      timeOf(until),
      addedUsd === undefined ? t('price unknown') : formatUsd(addedUsd),
    ]),
  ]);

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+/, '');

function costOf({ addedUsd, extensions, unpriced }: ExtensionPreview, { local }: CliSession): string {
  if (local) return t('none, the local cloud is free');
  if (unpriced === extensions.length) return t('unknown');
  const known = t('up to {0}', formatUsd(addedUsd));
  return unpriced === 0 ? known : t('{0}, and the unknown price of {1}', known, unpriced);
}

const extensionJson = ({ addedUsd, extensions, notes, refused, unpriced }: ExtensionPreview): unknown => ({
  extended: extensions.map((one) => ({
    instance_id: one.instance.id,
    name: one.name,
    expired_at: timeOf(one.from),
    expires_at: timeOf(one.until),
    added_usd: one.addedUsd ?? null,
  })),
  refused: refused.map(({ instance, reason }) => ({ instance_id: instance.id, reason })),
  added_usd: addedUsd,
  unpriced,
  notes,
});
