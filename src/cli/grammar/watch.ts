import { t } from '@vscode/l10n';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { knownStates } from '../states';
import { parseTag, type Tag } from '../tag';
import { formatOption } from './format-option';
import { idArgument, optionalIdArgument, pasted } from './pasted';
import type { CommandContext } from './setting';

/** Commands that only read. */
export function addWatchCommands(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('status')
    .description(t('show the status of a sweep, a run, or an instance'))
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
    .description(t('print the logs of runs'))
    .addArgument(idArgument('sweep-id', t('a sweep id, "latest", or SWEEP-ID/RUN')))
    .argument('[run]', t('name of a run (default: all runs, one after the other)'))
    .addOption(new Option('--tail <lines>', t('only the last lines')).argParser(wholeNumber))
    .option('--follow', t('keep printing until the run has ended'))
    .action(async (id: string, run: string | undefined, _own: object, command: Command) => {
      const { logs } = await import('../commands/logs');
      finish(await logs(id, run, command.optsWithGlobals(), terminal));
    });

  program
    .command('metrics')
    .description(t('show the metrics that runs have reported so far'))
    .addArgument(idArgument('sweep-id', t('a sweep id, "latest", or SWEEP-ID/RUN')))
    .argument('[run]', t('name of a run (default: all runs)'))
    .option('--metric <name>', t('only this metric'))
    .addOption(formatOption())
    .action(async (id: string, run: string | undefined, _own: object, command: Command) => {
      const { metrics } = await import('../commands/metrics');
      finish(await metrics(id, run, command.optsWithGlobals(), terminal));
    });

  program
    .command('list')
    .description(t('list instances that Spawn launched'))
    .addOption(tagOption(t('only instances with this tag; can be repeated')))
    .addOption(
      new Option(
        '--state <state>',
        t('only instances in one of these states, or whose job is in one of them: running,failed'),
      ).argParser(states),
    )
    .addOption(formatOption())
    .action(async (_own: object, command: Command) => {
      const { list } = await import('../commands/list');
      finish(await list(command.optsWithGlobals(), terminal));
    });

  program
    .command('list-sweeps')
    .description(t('list sweeps, newest first'))
    .option('--all', t('list every sweep, even if the list is long'))
    .addOption(formatOption())
    .action(async (_own: object, command: Command) => {
      const { listSweeps } = await import('../commands/list-sweeps');
      finish(await listSweeps(command.optsWithGlobals(), terminal));
    });

  program
    .command('connect')
    .description(t('open a shell on an instance, or run a command there'))
    .addArgument(idArgument('instance', t('an instance id, or SWEEP-ID/RUN')))
    .option('--user <name>', t('login user (default: the user of the image)'))
    .option('--identity <file>', t('your own private key (default: a key that is valid for one minute)'))
    .option('--print', t('print the command; run nothing'))
    .argument('[command...]', t('after "--": a command to run there, in place of a shell'))
    .action(async (id: string, words: readonly string[], _own: object, command: Command) => {
      const { connect } = await import('../commands/connect');
      finish(await connect(id, words, command.optsWithGlobals(), terminal));
    });

  program
    .command('ssh-config')
    .description(t('let ssh, scp, rsync, and Remote-SSH reach running instances by id, address, or name'))
    .argument('[sweep-id]', t('only instances of this sweep, or of "latest" (default: all)'), pasted)
    .option('--user <name>', t('login user (default: the user of the image)'))
    .option('--print', t('print the entries; write nothing'))
    .option('--yes', t('do not ask for confirmation'))
    .action(async (id: string | undefined, _own: object, command: Command) => {
      const { sshConfig } = await import('../commands/ssh-config');
      finish(await sshConfig(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('ssh-proxy', { hidden: true })
    .description(t('carry one connection of ssh to an instance; ssh runs it, as ssh-config configures'))
    .argument('<instance-id>')
    .option('--user <name>', t('login user (default: the user of the image)'))
    .action(async (id: string, _own: object, command: Command) => {
      const { sshProxy } = await import('../commands/ssh-proxy');
      finish(await sshProxy(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('results')
    .description(t('list runs with their results, best first; several sweeps in one table'))
    .argument('<sweep-id...>', t('sweep ids, or "latest"'))
    .option('--sort <column>', t('column to rank by (default: the most likely metric)'))
    .addOption(new Option('--min', t('a lower value is better')).conflicts('max'))
    .addOption(new Option('--max', t('a higher value is better')))
    .addOption(new Option('--top <count>', t('only the first rows')).argParser(wholeNumber))
    .option(
      '--group',
      t('one row for all runs that differ only in a seed: mean, standard deviation, minimum, and maximum'),
    )
    .addOption(formatOption(['markdown']))
    .action(async (ids: readonly string[], _own: object, command: Command) => {
      const { results } = await import('../commands/results');
      finish(await results(ids, command.optsWithGlobals(), terminal));
    });

  program
    .command('cost')
    .description(t('show what sweeps have cost, and what they can still cost'))
    .addOption(tagOption(t('only runs with this tag, as sweep:id=ID; can be repeated')))
    .addOption(formatOption())
    .action(async (_own: object, command: Command) => {
      const { cost } = await import('../commands/cost');
      finish(await cost(command.optsWithGlobals(), terminal));
    });
}

function tagOption(description: string): Option {
  return new Option('--tag <key=value>', description).default([], t('all')).argParser(collectTag);
}

/** One or several, separated by commas. */
function states(text: string): readonly string[] {
  const chosen = text.split(',').map((state) => state.trim());
  const unknown = chosen.filter((state) => !knownStates.includes(state));
  if (unknown.length === 0) return chosen;
  throw new InvalidArgumentError(t('The states are {0}.', knownStates.join(', ')));
}

function collectTag(text: string, before: readonly Tag[]): readonly Tag[] {
  const tag = parseTag(text);
  if (tag === undefined) throw new InvalidArgumentError(t('Use the form KEY=VALUE.'));
  return [...before, tag];
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError(t('It must be a whole number above zero.'));
  return Number(text);
}
