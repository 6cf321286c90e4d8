import { t } from '@vscode/l10n';
import { type Command, Option } from 'commander';
import type { CommandContext } from './setting';

/** `spawn local …`: manages the process of the local cloud. */
export function addLocalCommands(program: Command, { terminal, finish }: CommandContext): void {
  const local = program
    .command('local')
    .description(t('the local cloud: instances on this computer, without an AWS account and free'));

  local
    .command('start')
    .description(t('start the local cloud if it is not running'))
    .addOption(
      new Option(
        '--compute <kind>',
        t(
          'what an instance is: sandboxed processes, or a container that boots a system and requires root (default: process)',
        ),
      ).choices(['process', 'container']),
    )
    .option('--network', t('let instances reach web servers on the internet, such as package indexes'))
    .option(
      '--environment <folder>',
      t('let instances use the programs of a venv or conda environment, read-only; can be repeated'),
      (folder: string, before: readonly string[]) => [...before, folder],
      [],
    )
    .action(async (_own: object, command: Command) => {
      const { localStart } = await import('../commands/local');
      finish(await localStart(command.optsWithGlobals(), terminal));
    });

  local
    .command('stop')
    .description(t('stop the local cloud and every instance in it; its state is kept'))
    .option('--yes', t('do not ask for confirmation'))
    .action(async (_own: object, command: Command) => {
      const { localStop } = await import('../commands/local');
      finish(await localStop(command.optsWithGlobals(), terminal));
    });

  local
    .command('status')
    .description(t('show whether the local cloud is running, and where'))
    .action(async (_own: object, command: Command) => {
      const { localStatus } = await import('../commands/local');
      finish(await localStatus(command.optsWithGlobals(), terminal));
    });

  local
    .command('interrupt')
    .description(
      t('interrupt spot instances of the local cloud as EC2 does: a notice, and the end two minutes later'),
    )
    .argument('<instance...>', t('IDs of instances, or IDs of sweeps for all their instances'))
    .option('--yes', t('do not ask for confirmation'))
    .action(async (targets: readonly string[], _own: object, command: Command) => {
      const { localInterrupt } = await import('../commands/local-interrupt');
      finish(await localInterrupt(targets, command.optsWithGlobals(), terminal));
    });

  local
    .command('env')
    .description(
      t('print shell exports that point AWS clients to the local cloud: eval "$(spawn local env)"'),
    )
    .action(async (_own: object, command: Command) => {
      const { localEnv } = await import('../commands/local');
      finish(await localEnv(command.optsWithGlobals(), terminal));
    });

  local
    .command('aws')
    .description(t('run your AWS CLI against the local cloud, even a version without AWS_ENDPOINT_URL'))
    .argument('[words...]', t('the arguments of the AWS CLI'))
    .helpOption(false)
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { localAws } = await import('../commands/local');
      finish(await localAws(words, terminal));
    });
}
