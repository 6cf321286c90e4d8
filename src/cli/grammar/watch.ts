import { t } from '@vscode/l10n';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { knownStates } from '../states';
import { parseTag, type Tag } from '../tag';
import { formatOption } from './format-option';
import { idArgument, optionalIdArgument, pasted } from './pasted';
import type { CommandContext } from './setting';

/** Commands that look and change nothing. */
export function addWatchCommands(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('status')
    .description('show how a sweep, a run or an instance does')
    .addArgument(optionalIdArgument('id', t('a sweep id, "latest", SWEEP-ID/RUN, or an instance id')))
    .option('--all', t('list every run, even if the list is longer than the screen'))
    .option(
      '--watch',
      t('show a sweep (by default the newest one) until every job has ended; q stops watching'),
    )
    .addOption(formatOption())
    .action(async (id: string | undefined, _own: object, command: Command) => {
      const { status } = await import('../commands/status');
      finish(await status(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('logs')
    .description('print what runs have written')
    .addArgument(idArgument('sweep-id', 'a sweep id, "latest", or SWEEP-ID/RUN'))
    .argument('[run]', 'name of a run (default: all, one after the other)')
    .addOption(new Option('--tail <lines>', 'only so many lines, from the end').argParser(wholeNumber))
    .option('--follow', 'go on until the run has ended')
    .action(async (id: string, run: string | undefined, _own: object, command: Command) => {
      const { logs } = await import('../commands/logs');
      finish(await logs(id, run, command.optsWithGlobals(), terminal));
    });

  program
    .command('list')
    .description('list instances that Spawn launched')
    .addOption(tagOption('only those with this tag; may be repeated'))
    .addOption(
      new Option(
        '--state <state>',
        'only those in this state, of the instance or of its job; several: running,failed',
      ).argParser(states),
    )
    .addOption(formatOption())
    .action(async (_own: object, command: Command) => {
      const { list } = await import('../commands/list');
      finish(await list(command.optsWithGlobals(), terminal));
    });

  program
    .command('list-sweeps')
    .description('list sweeps, newest first')
    .addOption(formatOption())
    .action(async (_own: object, command: Command) => {
      const { listSweeps } = await import('../commands/list-sweeps');
      finish(await listSweeps(command.optsWithGlobals(), terminal));
    });

  program
    .command('connect')
    .description('open a shell on an instance')
    .addArgument(idArgument('instance', 'an instance id, or SWEEP-ID/RUN'))
    .option('--user <name>', 'whom to log in as (default: the user of the image)')
    .option('--identity <file>', 'your own private key; without it one is let in for a minute')
    .option('--print', 'only print the command')
    .action(async (id: string, _own: object, command: Command) => {
      const { connect } = await import('../commands/connect');
      finish(await connect(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('ssh-config')
    .description('make plain ssh, scp, rsync and Remote-SSH reach running instances by id, address or name')
    .argument('[sweep-id]', 'only those of this sweep, or of "latest" (default: all)', pasted)
    .option('--user <name>', 'whom to log in as (default: the user of the image)')
    .option('--print', 'print the entries; write nothing')
    .option('--yes', 'do not ask')
    .action(async (id: string | undefined, _own: object, command: Command) => {
      const { sshConfig } = await import('../commands/ssh-config');
      finish(await sshConfig(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('ssh-proxy', { hidden: true })
    .description('carry one connection of ssh to an instance: what ssh-config tells ssh to run')
    .argument('<instance-id>')
    .option('--user <name>', 'whom to log in as (default: the user of the image)')
    .action(async (id: string, _own: object, command: Command) => {
      const { sshProxy } = await import('../commands/ssh-proxy');
      finish(await sshProxy(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('results')
    .description('list every run with what it found, best first; several sweeps in one table')
    .argument('<sweep-id...>', 'ids of sweeps, or "latest"')
    .option('--sort <column>', 'what to rank by (default: the likeliest metric)')
    .addOption(new Option('--min', 'less is better').conflicts('max'))
    .addOption(new Option('--max', 'more is better'))
    .addOption(new Option('--top <count>', 'only so many').argParser(wholeNumber))
    .option(
      '--group',
      'one row for all runs that differ in a seed alone: mean, standard deviation, least and most',
    )
    .addOption(formatOption())
    .action(async (ids: readonly string[], _own: object, command: Command) => {
      const { results } = await import('../commands/results');
      finish(await results(ids, command.optsWithGlobals(), terminal));
    });

  program
    .command('cost')
    .description('show what sweeps have cost, and what they still may')
    .addOption(tagOption('only what has this tag, as sweep:id=ID; may be repeated'))
    .addOption(formatOption())
    .action(async (_own: object, command: Command) => {
      const { cost } = await import('../commands/cost');
      finish(await cost(command.optsWithGlobals(), terminal));
    });
}

function tagOption(description: string): Option {
  return new Option('--tag <key=value>', description).default([], 'all').argParser(collectTag);
}

/** One or several, joined by commas. */
function states(text: string): readonly string[] {
  const chosen = text.split(',').map((state) => state.trim());
  const unknown = chosen.filter((state) => !knownStates.includes(state));
  if (unknown.length === 0) return chosen;
  throw new InvalidArgumentError(`The states are ${knownStates.join(', ')}.`);
}

function collectTag(text: string, before: readonly Tag[]): readonly Tag[] {
  const tag = parseTag(text);
  if (tag === undefined) throw new InvalidArgumentError('Write it as KEY=VALUE.');
  return [...before, tag];
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number above zero.');
  return Number(text);
}
