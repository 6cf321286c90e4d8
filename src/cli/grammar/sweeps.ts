import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../sweep/duration';
import { formatOption } from './format-option';
import { idArgument } from './pasted';
import type { CommandContext } from './setting';

const sweepArgument = () => idArgument('sweep-id', 'a sweep id, or "latest"');

/** Commands that make, end or empty a sweep. */
export function addSweepCommands(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('launch')
    .description('launch a sweep file: one instance per parameter combination')
    .argument('[file]', 'the sweep file, YAML or JSON')
    .option('--param-file <file>', 'the sweep file, written as an option')
    .option('--dry-run', 'show what would happen and what it would cost; create nothing')
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
    .action(async (file: string | undefined, _own: object, command: Command) => {
      const { launch } = await import('../commands/launch');
      finish(await launch(file, command.optsWithGlobals(), terminal));
    });

  program
    .command('validate')
    .description('check a sweep file and list its problems')
    .argument('<file>', 'the sweep file, YAML or JSON')
    .addOption(formatOption())
    .action(async (file: string, _own: object, command: Command) => {
      const { validate } = await import('../commands/validate');
      finish(await validate(file, command.optsWithGlobals(), terminal));
    });

  program
    .command('resume')
    .description('launch the runs that were left when launching stopped')
    .addArgument(sweepArgument())
    .option('--wait', 'stay until every job has ended; exit 1 unless all succeeded')
    .option('--yes', 'do not ask')
    .action(async (id: string, _own: object, command: Command) => {
      const { resume } = await import('../commands/resume');
      finish(await resume(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('cancel')
    .description('terminate the instances of a sweep and launch no more')
    .addArgument(sweepArgument())
    .option('--keep-running', 'only launch no more; what runs continues')
    .option('--yes', 'do not ask')
    .action(async (id: string, _own: object, command: Command) => {
      const { cancel } = await import('../commands/cancel');
      finish(await cancel(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('extend')
    .description('extend the TTL of an instance, or of all running instances of a sweep')
    .addArgument(idArgument('id', 'a sweep id, "latest", SWEEP-ID/RUN, or an instance id'))
    .argument('<duration>', 'how much longer: 30m, 1h30m, 2d', positiveDuration)
    .option('--yes', 'do not ask')
    .action(async (id: string, seconds: number, _own: object, command: Command) => {
      const { extend } = await import('../commands/extend');
      finish(await extend(id, seconds, command.optsWithGlobals(), terminal));
    });

  program
    .command('collect-results')
    .description('bring logs, results and a table of them into a folder')
    .addArgument(sweepArgument())
    .option(
      '--output <folder>',
      'where to (default: results, unless it is a link that leads out of this folder)',
    )
    .option('--user <name>', 'whom to log in as, where it goes over ssh (default: the user of the image)')
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
    throw new InvalidArgumentError('Write it like 30m, 1h30m or 2d.');
  return seconds;
}
