import { t } from '@vscode/l10n';
import { Argument, type Command } from 'commander';
import type { CommandContext } from './setting';

/** What shells need to complete command lines. */
export function addCompletionCommands(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('completion')
    .description(t('print a script that completes commands, options, sweep ids, and run names in a shell'))
    .addArgument(new Argument('<shell>', t('the shell')).choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', () => `\n${howTo()}`)
    .action(async (shell: string) => {
      const { completion } = await import('../commands/completion');
      finish(completion(shell, terminal));
    });

  program
    .command('complete', { hidden: true })
    .description(t('print what can follow the words of a command line; the script of a shell runs it'))
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      const { printOffers } = await import('../commands/complete');
      finish(await printOffers(words, program, terminal));
    });
}

const howTo = (): string =>
  [
    t('Add one of these lines to the profile of your shell:'),
    '  bash  eval "$(spawn completion bash)"',
    '  zsh   eval "$(spawn completion zsh)"',
    '  fish  spawn completion fish | source',
  ].join('\n');
