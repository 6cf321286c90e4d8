import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../sweep/duration';
import type { Setting } from './setting';

/** Commands that make, end or empty a sweep. */
export function addSweepCommands(program: Command, { terminal, finish }: Setting): void {
  program
    .command('launch')
    .description('launch a sweep file: one instance per parameter combination')
    .requiredOption('--param-file <file>', 'the sweep file, YAML or JSON')
    .option('--dry-run', 'say what would happen and what it would cost; create nothing')
    .addOption(
      new Option('--on-complete <action>', 'what happens to an instance when its job ends').choices([
        'terminate',
        'stop',
        'keep',
      ]),
    )
    .option('--wait', 'stay until every job has ended; exit 1 unless all succeeded')
    .option(
      '--wait-for-price',
      'launch also where spot_max_price is below the present price, and wait until it falls',
    )
    .option('--yes', 'create the results bucket and role without asking')
    .action(async (_own: object, command: Command) => {
      const { launch } = await import('../commands/launch');
      finish(await launch(command.optsWithGlobals(), terminal));
    });

  program
    .command('validate')
    .description('read a sweep file and say what is wrong with it')
    .argument('<file>', 'the sweep file, YAML or JSON')
    .action(async (file: string, _own: object, command: Command) => {
      const { validate } = await import('../commands/validate');
      finish(await validate(file, command.optsWithGlobals(), terminal));
    });

  program
    .command('resume')
    .description('launch the runs that were left when launching stopped')
    .argument('<sweep-id>')
    .option('--wait', 'stay until every job has ended; exit 1 unless all succeeded')
    .action(async (id: string, _own: object, command: Command) => {
      const { resume } = await import('../commands/resume');
      finish(await resume(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('cancel')
    .description('terminate the instances of a sweep and launch no more')
    .argument('<sweep-id>')
    .option('--keep-running', 'only launch no more; what runs goes on')
    .option('--yes', 'do not ask')
    .action(async (id: string, _own: object, command: Command) => {
      const { cancel } = await import('../commands/cancel');
      finish(await cancel(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('extend')
    .description('let an instance, or all that live of a sweep, live longer')
    .argument('<id>', 'a sweep id or an instance id')
    .argument('<duration>', 'how much longer: 30m, 1h30m, 2d', positiveDuration)
    .option('--yes', 'do not ask')
    .action(async (id: string, seconds: number, _own: object, command: Command) => {
      const { extend } = await import('../commands/extend');
      finish(await extend(id, seconds, command.optsWithGlobals(), terminal));
    });

  program
    .command('collect-results')
    .description('bring logs, results and a table of them into a folder')
    .argument('<sweep-id>')
    .option(
      '--output <folder>',
      'where to (default: results, unless it is a link that leads out of this folder)',
    )
    .option('--user <name>', 'whom to log in as, where it goes over ssh', 'ec2-user')
    .option('--identity <file>', 'your own private key for ssh; without it one is let in for a minute')
    .action(async (id: string, _own: object, command: Command) => {
      const { collectResults } = await import('../commands/collect-results');
      finish(await collectResults(id, command.optsWithGlobals(), terminal));
    });
}

/** Seconds. */
function positiveDuration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds <= 0)
    throw new InvalidArgumentError('It is written like 30m, 1h30m or 2d.');
  return seconds;
}
