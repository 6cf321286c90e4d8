import { t } from '@vscode/l10n';
import { confirm } from '../ask';
import { type ExitCode, exitCodes } from '../exit';
import { interruptible } from '../interruption';
import type { GlobalOptions } from '../options';
import { renderSteps } from '../output/account';
import { plain } from '../output/plain';
import { screenOf } from '../output/screen';
import { withSession } from '../session';
import { print, printJson, say, type Terminal } from '../terminal';

export interface SetupOptions extends GlobalOptions {
  readonly yes?: boolean;
  /** Seconds; 0: never. */
  readonly expireResults?: number;
}

/** Creates the resources for a first launch, after showing them with their policies. */
export async function setup(options: SetupOptions, terminal: Terminal): Promise<ExitCode> {
  return withSession(options, terminal, async ({ engine, flags, local }) => {
    const { account, region } = await engine.identity(terminal.interrupted);
    const where = local ? t('the local cloud') : t('account {0}, {1}', account, region);
    const { expireResults } = options;
    const wanted = expireResults === undefined ? {} : { expireDays: Math.ceil(expireResults / 86_400) };
    const { roles, steps } = await engine.setupState(terminal.interrupted, wanted);
    if (steps.length > 0) {
      say(
        terminal,
        `${t('Created or changed in {0}:', where)}\n${renderSteps(steps, screenOf(terminal, 'stderr'))}`,
      );
      if (!options.yes && !(await confirm(terminal, t('Continue?'), t('Nothing was changed.'))))
        return exitCodes.failed;
      await interruptible(
        terminal,
        () => t('Some of it may be done. To do the rest: {0}', `spawn setup${flags}`),
        () => engine.setUp(terminal.interrupted, wanted),
      );
    }
    if (options.json) printJson(terminal, { account, region, roles, created: steps });
    else if (steps.length > 0)
      print(
        terminal,
        t('Set up {0}: {1}.', where, steps.map(({ kind, name }) => `${kind} ${plain(name)}`).join(', ')),
      );
    else if (roles) print(terminal, t('Everything is already set up in {0}. Nothing was created.', where));
    if (roles) return exitCodes.done;
    say(
      terminal,
      t(
        'This user has no permission to see or create roles in {0}, so none was created. Sweeps can still be launched: their instances write with a form that the launch signs. For roles, request the policy under "Setting up" in docs/aws.md.',
        where,
      ),
    );
    return exitCodes.failed;
  });
}
