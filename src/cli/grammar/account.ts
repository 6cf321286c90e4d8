import { t } from '@vscode/l10n';
import type { Command } from 'commander';
import { expiryAge } from './expiry-age';
import { pasted } from './pasted';
import type { CommandContext } from './setting';

/** Commands that set up an account, or clean it up. */
export function addAccountCommands(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('doctor')
    .description(
      t('check credentials, permissions, quotas, and this machine, and report how to fix problems'),
    )
    .option('--instance-type <type>', t('the type to check (default: t3.micro)'), pasted)
    .action(async (_own: object, command: Command) => {
      const { doctor } = await import('../commands/doctor');
      finish(await doctor(command.optsWithGlobals(), terminal));
    });

  program
    .command('setup')
    .description(t('create the results bucket and the role for instances, after showing them'))
    .option('--expire-results <age>', t('have S3 delete results after this time: 90d, or never'), expiryAge)
    .option('--yes', t('do not ask for confirmation'))
    .action(async (_own: object, command: Command) => {
      const { setup } = await import('../commands/setup');
      finish(await setup(command.optsWithGlobals(), terminal));
    });

  program
    .command('remove')
    .description(
      t('delete the resources that Spawn created in the account, with all results, after showing them'),
    )
    .option('--yes', t('do not ask for confirmation'))
    .action(async (_own: object, command: Command) => {
      const { remove } = await import('../commands/remove');
      finish(await remove(command.optsWithGlobals(), terminal));
    });
}
