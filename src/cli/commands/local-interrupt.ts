import { t } from '@vscode/l10n';
import type { Instance } from '../../engine/ports';
import { findLocalCloud, interruptLocalInstances } from '../../provider/local';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import type { GlobalOptions } from '../options';
import { counted } from '../output/counted';
import { billedInstances } from '../reference';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';
import { notRunning } from './local';

/** Interrupts spot instances of the local cloud: those with these IDs, and those of these sweeps and runs. Asks first. */
export async function localInterrupt(
  targets: readonly string[],
  options: GlobalOptions & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  if ((await findLocalCloud()) === undefined) {
    say(terminal, notRunning());
    return exitCodes.notFound;
  }
  return withSession({ ...options, provider: 'local' }, terminal, async (session) => {
    const found: Instance[] = [];
    for (const target of targets)
      found.push(...(await billedInstances(target, session.engine, terminal.interrupted)));
    const spot = found.filter(({ spot }) => spot);
    if (spot.length < found.length)
      say(
        terminal,
        counted(
          found.length - spot.length,
          t('1 instance is on demand, and is not interrupted.'),
          t('{0} instances are on demand, and are not interrupted.', found.length - spot.length),
        ),
      );
    const question = counted(
      spot.length,
      t('Interrupt 1 spot instance? It gets a notice, and ends two minutes later.'),
      t('Interrupt {0} spot instances? They get a notice, and end two minutes later.', spot.length),
    );
    if (spot.length > 0 && !options.yes && !(await confirm(terminal, question, t('Nothing was changed.'))))
      return exitCodes.failed;
    const interrupted = spot.length === 0 ? [] : await interruptLocalInstances(spot.map(({ id }) => id));
    if (options.json) printJson(terminal, { interrupted });
    else
      print(
        terminal,
        counted(
          interrupted.length,
          t('Interrupted 1 instance.'),
          t('Interrupted {0} instances.', interrupted.length),
        ),
      );
    return interrupted.length === 0 ? exitCodes.failed : exitCodes.done;
  });
}
