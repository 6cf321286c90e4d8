import { formatUsd } from '../../cost/money';
import type { ExtensionPreview } from '../../engine/extend/new-end';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { formatHours } from '../../text/durations';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { plain } from '../output/plain';
import { renderTable } from '../output/table';
import { findInstance, parseReference, resolveSweep, runOf } from '../reference';
import { type CliSession, withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface ExtendOptions extends GlobalOptions {
  readonly yes?: boolean;
}

/** Lets an instance, or all that live of a sweep, live longer. Asks first, with the new ends and what they add at most. */
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
    const count = extensions.length === 1 ? '1 instance' : `${extensions.length} instances`;
    const question = `Let ${count} live ${formatHours(seconds / 3600)} longer, for ${costOf(preview, session)}?`;
    if (!options.yes && !(await confirm(terminal, question, 'Nothing was changed.'))) return exitCodes.failed;
    await engine.extend(preview, terminal.interrupted);
    if (options.json) printJson(terminal, extensionJson(preview));
    else print(terminal, `Extended ${count}. They hear of it within a minute.`);
    return refused.length === 0 ? exitCodes.done : exitCodes.failed;
  });
}

async function instancesOf(
  id: string,
  { engine }: CliSession,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const reference = parseReference(id);
  if (reference.kind === 'instance') return [await findInstance(engine, reference.instanceId, signal)];
  const { run, sweep } = reference;
  const view = await engine.view(await resolveSweep(sweep, engine, signal), signal);
  const chosen = run === undefined ? view.runs : [runOf(view, run)];
  const alive = chosen.flatMap(({ billing, instance }) =>
    billing && instance !== undefined ? [instance] : [],
  );
  if (alive.length === 0)
    throw new Failure('unavailable', 'NotRunning', `No instance of ${id} runs, so there is no end to move.`);
  return alive;
}

const renderEnds = ({ extensions }: ExtensionPreview): string =>
  renderTable([
    ['NAME', 'INSTANCE-ID', 'ENDS', 'NEW END', 'ADDS AT MOST'],
    ...extensions.map(({ addedUsd, from, instance, name, until }) => [
      plain(name),
      instance.id,
      timeOf(from),
      timeOf(until),
      addedUsd === undefined ? 'price unknown' : formatUsd(addedUsd),
    ]),
  ]);

const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+/, '');

function costOf({ addedUsd, extensions, unpriced }: ExtensionPreview, { local }: CliSession): string {
  if (local) return 'nothing on the local cloud';
  if (unpriced === extensions.length) return 'an unknown price';
  const known = `at most ${formatUsd(addedUsd)}`;
  return unpriced === 0 ? known : `${known} and the unknown price of ${unpriced}`;
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
