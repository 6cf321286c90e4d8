import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { renderSteps } from '../output/account';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface SetupOptions extends GlobalOptions {
  readonly yes?: boolean;
  /** Seconds; 0: never. */
  readonly expireResults?: number;
}

/** Creates what a first launch needs, after showing it with its policies. */
export async function setup(options: SetupOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, flags, local }) => {
    const { account, region } = await engine.identity(terminal.interrupted);
    const where = local ? 'the local cloud' : `account ${account}, ${region}`;
    const { expireResults } = options;
    const wanted = expireResults === undefined ? {} : { expireDays: Math.ceil(expireResults / 86_400) };
    const { roles, steps } = await engine.setupState(terminal.interrupted, wanted);
    if (steps.length > 0) {
      say(terminal, `In ${where}, this is created or changed:\n${renderSteps(steps)}`);
      if (!options.yes && !(await confirm(terminal, 'Do this?', 'Nothing was changed.')))
        return exitCodes.failed;
      await interruptible(
        terminal,
        () => `Part of it may be done. The same command does the rest: spawn setup${flags}`,
        () => engine.setUp(terminal.interrupted, wanted),
      );
    }
    if (options.json) printJson(terminal, { account, region, roles, created: steps });
    else if (steps.length > 0)
      print(terminal, `Set up ${where}: ${steps.map(({ kind, name }) => `${kind} ${name}`).join(', ')}.`);
    else if (roles)
      print(terminal, `Everything is set up in ${where}: launches need nothing else. Nothing was created.`);
    if (roles) return exitCodes.done;
    say(
      terminal,
      `This user may neither see nor make roles in ${where}, so none was made. Sweeps launch all the same, and instances write by a form that the launch signs. For roles, ask for the policy under "Setting up" in docs/aws.md.`,
    );
    return exitCodes.failed;
  });
}
