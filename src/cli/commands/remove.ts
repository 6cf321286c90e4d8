import type { Removal } from '../../engine/account/inventory';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { belongingJson, lossOf, renderBelongings } from '../output/account';
import { plain } from '../output/plain';
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
    const { belongings, unseen } = await engine.belongings(terminal.interrupted);
    for (const sentence of unseen) say(terminal, plain(sentence));
    let outcome: Removal = { removed: [], left: [] };
    if (belongings.length > 0) {
      say(terminal, `Spawn made in ${where}:\n${renderBelongings(belongings)}`);
      const count = belongings.length === 1 ? 'this' : `these ${belongings.length}`;
      const question = `Remove ${count}? ${lossOf(belongings)}`;
      if (!options.yes && !(await confirm(terminal, question, 'Nothing was removed.')))
        return exitCodes.failed;
      outcome = await interruptible(
        terminal,
        () => `Part of it may be removed. The same command shows what is left: spawn remove${flags}`,
        () => engine.remove(belongings, terminal.interrupted),
      );
    }
    const { left, removed } = outcome;
    if (options.json)
      printJson(terminal, {
        account,
        region,
        removed: removed.map(belongingJson),
        left: left.map(({ belonging, reason }) => ({ ...belongingJson(belonging), reason })),
        unseen,
      });
    else if (belongings.length === 0) print(terminal, `Spawn has made nothing in ${where}.`);
    else if (removed.length > 0)
      print(terminal, `Removed from ${where}: ${removed.map(({ name }) => name).join(', ')}.`);
    for (const { belonging, reason } of left)
      say(terminal, plain(`Left: ${belonging.kind} ${belonging.name} (${belonging.region}). ${reason}`));
    return left.length === 0 ? exitCodes.done : exitCodes.failed;
  });
}
