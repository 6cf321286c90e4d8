import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { belongingJson, lossOf, renderBelongings } from '../output/account';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface RemoveOptions extends GlobalOptions {
  readonly yes?: boolean;
}

/** Removes what Spawn made in the account, after showing what goes and what is lost with it. */
export async function remove(options: RemoveOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, flags, local }) => {
    const { account, region } = await engine.identity(terminal.interrupted);
    const where = local ? 'the local cloud' : `account ${account}`;
    const belongings = await engine.belongings(terminal.interrupted);
    if (belongings.length > 0) {
      say(terminal, `Spawn made in ${where}:\n${renderBelongings(belongings)}`);
      const count = belongings.length === 1 ? 'this' : `these ${belongings.length}`;
      const question = `Remove ${count}? ${lossOf(belongings)}`;
      if (!options.yes && !(await confirm(terminal, question, 'Nothing was removed.')))
        return exitCodes.failed;
      await interruptible(
        terminal,
        () => `Part of it may be removed. The same command shows what is left: spawn remove${flags}`,
        () => engine.remove(belongings, terminal.interrupted),
      );
    }
    if (options.json) printJson(terminal, { account, region, removed: belongings.map(belongingJson) });
    else if (belongings.length === 0) print(terminal, `Spawn has made nothing in ${where}.`);
    else print(terminal, `Removed from ${where}: ${belongings.map(({ name }) => name).join(', ')}.`);
    return exitCodes.done;
  });
}
