import path from 'node:path';
import { t } from '@vscode/l10n';
import { forgetHosts, isIncluded, writeHosts } from '../../engine/connect/host-files';
import { sshConfigText as render } from '../../engine/connect/ssh-config';
import { Failure } from '../../engine/failure';
import type { Instance } from '../../engine/ports';
import { homeFolder } from '../../engine/state-folder';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { counted } from '../output/counted';
import { plain } from '../output/plain';
import { sweepIdFor } from '../reference';
import { withSession } from '../session';
import { type EntryOptions, entriesOf, isReachable, type SweepEntry } from '../ssh-entries';
import { print, printJson, say, type Terminal } from '../terminal';

export interface SshConfigOptions extends EntryOptions {
  /** Print the entries without writing them. */
  readonly print?: boolean;
  readonly yes?: boolean;
}

/** Makes running instances accessible by ID, address, and name for ssh, and for programs that use it. */
export async function sshConfig(
  named: string | undefined,
  options: SshConfigOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { entries, instances, sweepId } = await withSession(options, terminal, async ({ engine, region }) => {
    const instances = await engine.instances(terminal.interrupted);
    const sweepId = named === undefined ? undefined : await sweepIdFor(named, engine, terminal.interrupted);
    const wanted = instances.filter(({ tags }) => sweepId === undefined || tags['sweep:id'] === sweepId);
    const entries = await entriesOf(engine, { instances, wanted, region }, options, terminal);
    return { entries, instances, sweepId };
  });
  if (entries.length === 0) throw nothingRuns(sweepId);
  if (options.print) {
    print(terminal, render(entries).trimEnd());
    return exitCodes.done;
  }
  const sshFolder = path.join(homeFolder(), '.ssh');
  if (!(await mayWrite(sshFolder, entries.length, options, terminal))) return exitCodes.failed;
  for (const id of new Set(entries.map((entry) => entry.sweepId)))
    await writeHosts(
      sshFolder,
      id,
      entries.filter((entry) => entry.sweepId === id),
    );
  await forgetHosts(sshFolder, (id) => isOver(id, instances));
  tell(entries, options, terminal);
  return exitCodes.done;
}

/** Spawn's own files are replaced without a question; a line in the user's file isn't added without one. */
async function mayWrite(
  sshFolder: string,
  count: number,
  { yes }: SshConfigOptions,
  terminal: Terminal,
): Promise<boolean> {
  if (yes || (await isIncluded(sshFolder))) return true;
  const [folder, config] = [path.join(sshFolder, 'spawn'), path.join(sshFolder, 'config')];
  return confirm(
    terminal,
    counted(
      count,
      t('Write 1 host to {0}, and a line that includes it to {1}?', folder, config),
      t('Write {0} hosts to {1}, and a line that includes them to {2}?', count, folder, config),
    ),
    t('Nothing was written.'),
  );
}

/** Its sweep is known, and no instance of it is running: its addresses can belong to others now. */
const isOver = (sweepId: string, instances: readonly Instance[]): boolean => {
  const own = instances.filter(({ tags }) => tags['sweep:id'] === sweepId);
  return own.length > 0 && !own.some(isReachable);
};

function tell(entries: readonly SweepEntry[], options: SshConfigOptions, terminal: Terminal): void {
  const hosts = entries.map(({ alias, instanceId, names = [], sweepId }) => ({
    instance_id: instanceId,
    sweep_id: sweepId,
    names: [alias, ...names],
  }));
  if (options.json) printJson(terminal, { hosts });
  else print(terminal, hosts.map(({ names }) => plain(names.join('  '))).join('\n'));
  say(
    terminal,
    t('While these hosts are running, ssh, scp, rsync, and Remote-SSH reach them by any of their names.'),
  );
}

const nothingRuns = (sweepId: string | undefined): Failure =>
  new Failure(
    'not-found',
    'NotRunning',
    sweepId === undefined
      ? t('Spawn has no running instance with a public address.')
      : t('{0} has no running instance with a public address.', sweepId),
  );
