import { type Command, Option } from 'commander';
import type { CommandContext } from './setting';

/** `spawn local …`: the local cloud's process. */
export function addLocalCommands(program: Command, { terminal, finish }: CommandContext): void {
  const local = program
    .command('local')
    .description('the local cloud: instances on this machine, without an account and without cost');

  local
    .command('start')
    .description('start it, where it does not run')
    .addOption(
      new Option(
        '--compute <kind>',
        'what instances are: process, sandboxed processes; container, booted systems, for root (default: process)',
      ).choices(['process', 'container']),
    )
    .option('--network', 'let instances reach web servers on the Internet, such as package indexes')
    .option(
      '--environment <folder>',
      'let instances use the programs of a venv or of conda, read-only; may be repeated',
      (folder: string, before: readonly string[]) => [...before, folder],
      [],
    )
    .action(async (_own: object, command: Command) => {
      const { localStart } = await import('../commands/local');
      finish(await localStart(command.optsWithGlobals(), terminal));
    });

  local
    .command('stop')
    .description('end it and every instance in it; its state is kept')
    .option('--yes', 'do not ask')
    .action(async (_own: object, command: Command) => {
      const { localStop } = await import('../commands/local');
      finish(await localStop(command.optsWithGlobals(), terminal));
    });

  local
    .command('status')
    .description('say whether it runs, and where')
    .action(async (_own: object, command: Command) => {
      const { localStatus } = await import('../commands/local');
      finish(await localStatus(command.optsWithGlobals(), terminal));
    });

  local
    .command('env')
    .description('print shell exports with which any AWS client talks to it: eval "$(spawn local env)"')
    .action(async (_own: object, command: Command) => {
      const { localEnv } = await import('../commands/local');
      finish(await localEnv(command.optsWithGlobals(), terminal));
    });

  local
    .command('aws')
    .description('run the AWS CLI of this machine against it, also one that does not know AWS_ENDPOINT_URL')
    .argument('[words...]', 'what follows "aws", as it is')
    .helpOption(false)
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      const { localAws } = await import('../commands/local');
      finish(await localAws(words, terminal));
    });
}
