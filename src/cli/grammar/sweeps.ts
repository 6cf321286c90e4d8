import { t } from '@vscode/l10n';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../sweep/duration';
import { formatOption } from './format-option';
import { idArgument } from './pasted';
import type { CommandContext } from './setting';

const sweepArgument = () => idArgument('sweep-id', t('a sweep id, or "latest"'));

/** Commands that create, end, or delete a sweep. */
export function addSweepCommands(program: Command, { terminal, finish }: CommandContext): void {
  program
    .command('launch')
    .description(t('launch a sweep file: one instance per parameter combination'))
    .argument('[file]', t('the sweep file, YAML or JSON'))
    .option('--param-file <file>', t('the sweep file, as an option'))
    .option('--dry-run', t('show what a launch would do and cost; create nothing'))
    .addOption(
      new Option('--on-complete <action>', t('what happens to an instance when its job ends')).choices([
        'terminate',
        'stop',
        'keep',
      ]),
    )
    .option('--wait', t('wait until every job has ended; exit 1 unless all succeeded'))
    .option(
      '--wait-for-price',
      t('launch even if spot_max_price is below the present price, and wait until the price falls'),
    )
    .option('--yes', t('create the results bucket and role without asking'))
    .action(async (file: string | undefined, _own: object, command: Command) => {
      const { launch } = await import('../commands/launch');
      finish(await launch(file, command.optsWithGlobals(), terminal));
    });

  program
    .command('validate')
    .description(t('check a sweep file and list its problems'))
    .argument('<file>', t('the sweep file, YAML or JSON'))
    .addOption(formatOption())
    .action(async (file: string, _own: object, command: Command) => {
      const { validate } = await import('../commands/validate');
      finish(await validate(file, command.optsWithGlobals(), terminal));
    });

  program
    .command('import')
    .description(t('turn a sweep configuration of W&B into a sweep file'))
    .argument('<file>', t('the file of the other tool'))
    .option('--output <file>', t('write a new file (default: print it)'))
    .action(async (file: string, _own: object, command: Command) => {
      const { importSweep } = await import('../commands/import');
      finish(await importSweep(file, command.optsWithGlobals(), terminal));
    });

  program
    .command('resume')
    .description(t('launch the runs that an interrupted launch left'))
    .addArgument(sweepArgument())
    .option('--wait', t('wait until every job has ended; exit 1 unless all succeeded'))
    .option('--yes', t('do not ask for confirmation'))
    .action(async (id: string, _own: object, command: Command) => {
      const { resume } = await import('../commands/resume');
      finish(await resume(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('drive')
    .description(
      t(
        'launch further attempts of runs, as the sweep file says, until every job has ended; exit 1 unless all succeeded',
      ),
    )
    .addArgument(sweepArgument())
    .action(async (id: string, _own: object, command: Command) => {
      const { drive } = await import('../commands/drive');
      finish(await drive(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('retry')
    .description(t('launch another attempt of runs that did not succeed'))
    .addArgument(sweepArgument())
    .option('--failed', t('only runs that failed, or could not be launched'))
    .option('--lost', t('only runs whose instance was lost or interrupted'))
    .option('--run <name>', t('only this run; may be repeated'), collectNames)
    .option('--wait', t('wait until every job has ended; exit 1 unless all succeeded'))
    .option('--yes', t('do not ask for confirmation'))
    .action(async (id: string, _own: object, command: Command) => {
      const { retry } = await import('../commands/retry');
      finish(await retry(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('cancel')
    .description(t('terminate the instances of a sweep and launch no more of its runs'))
    .addArgument(sweepArgument())
    .option('--keep-running', t('only launch no more runs; running instances continue'))
    .option('--yes', t('do not ask for confirmation'))
    .action(async (id: string, _own: object, command: Command) => {
      const { cancel } = await import('../commands/cancel');
      finish(await cancel(id, command.optsWithGlobals(), terminal));
    });

  program
    .command('delete')
    .description(t('delete sweeps with their logs and results in the cloud, after showing them'))
    .argument('[sweep-id...]', t('sweep ids, or "latest"'))
    .option('--older-than <age>', t('every sweep that was launched longer ago: 90d'), positiveDuration)
    .option('--yes', t('do not ask for confirmation'))
    .action(async (ids: readonly string[], _own: object, command: Command) => {
      const { deleteSweeps } = await import('../commands/delete');
      finish(await deleteSweeps(ids, command.optsWithGlobals(), terminal));
    });

  program
    .command('extend')
    .description(t('extend the TTL of an instance, or of all running instances of a sweep'))
    .addArgument(idArgument('id', t('a sweep id, "latest", SWEEP-ID/RUN, or an instance id')))
    .argument('<duration>', t('how much longer: 30m, 1h30m, 2d'), positiveDuration)
    .option('--yes', t('do not ask for confirmation'))
    .action(async (id: string, seconds: number, _own: object, command: Command) => {
      const { extend } = await import('../commands/extend');
      finish(await extend(id, seconds, command.optsWithGlobals(), terminal));
    });

  program
    .command('collect-results')
    .description(t('download logs and results, and a table of them, into a folder'))
    .addArgument(sweepArgument())
    .option(
      '--output <folder>',
      t('target folder (default: results, unless that is a link to outside this folder)'),
    )
    .option('--user <name>', t('login user for collecting over ssh (default: the user of the image)'))
    .option(
      '--identity <file>',
      t('your own private key for ssh (default: a key that is valid for one minute)'),
    )
    .action(async (id: string, _own: object, command: Command) => {
      const { collectResults } = await import('../commands/collect-results');
      finish(await collectResults(id, command.optsWithGlobals(), terminal));
    });
}

const collectNames = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

/** Seconds. */
function positiveDuration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds <= 0)
    throw new InvalidArgumentError(t('Use a duration such as 30m, 1h30m or 2d.'));
  return seconds;
}
