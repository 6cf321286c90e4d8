import type { Command } from 'commander';
import { expiryAge } from './expiry-age';
import type { CommandContext } from './setting';

/** Commands that make ready an account, or leave it as it was. */
export function addAccountCommands(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('setup')
    .description('create the results bucket and the role of instances, after showing them')
    .option(
      '--expire-results <age>',
      'have S3 delete results so long after they were written: 90d, or never',
      expiryAge,
    )
    .option('--yes', 'do not ask')
    .action(async (_own: object, command: Command) => {
      const { setup } = await import('../commands/setup');
      finish(await setup(command.optsWithGlobals(), terminal));
    });

  program
    .command('remove')
    .description('remove what Spawn made in the account, with all results, after showing it')
    .option('--yes', 'do not ask')
    .action(async (_own: object, command: Command) => {
      const { remove } = await import('../commands/remove');
      finish(await remove(command.optsWithGlobals(), terminal));
    });
}
