import { t } from '@vscode/l10n';
import { Command, Option } from 'commander';
import { formatOf } from '../list-format';
import { colorChoices, hasColors, screenOf } from '../output/screen';
import { addAccountCommands } from './account';
import { addAlertCommands } from './alerts';
import { addCompletionCommands } from './completion';
import { addLocalCommands } from './local';
import { addMcpCommand } from './mcp';
import { pasted } from './pasted';
import type { CommandContext } from './setting';
import { addSweepCommands } from './sweeps';
import { addWatchCommands } from './watch';

/** The grammar of `spawn`. A command's own code is loaded when it is called, so that `--help` is fast. */
export function buildProgram(setting: CommandContext, version: string): Command {
  const { terminal } = setting;
  const program = new Command('spawn')
    .description(t('Turns a sweep file into a fleet of EC2 instances, one per parameter combination.'))
    .version(version, '-V, --version', t('show the version number'))
    .helpOption('-h, --help', t('show help for a command'))
    .helpCommand('help [command]', t('show help for a command'))
    .addOption(
      new Option('--provider <name>', t('where sweeps run (default: aws)')).choices(['aws', 'local']),
    )
    .option('--profile <name>', t('AWS profile'), pasted)
    .option('--region <name>', t('AWS region'), pasted)
    .option(
      '--bucket <name>',
      t('results bucket (default: spawn-results-<account>-<region>), or "none" to launch without one'),
      pasted,
    )
    .option(
      '--permissions-boundary <arn>',
      t('policy that bounds the roles that Spawn creates (default: none)'),
    )
    .option('--json', t('print JSON on stdout; messages go to stderr'))
    .addOption(
      new Option('--color <when>', t('use colors (default: auto, on a terminal)')).choices(colorChoices),
    )
    .on('option:color', (when: unknown) => {
      const choice = colorChoices.find((known) => known === when);
      if (choice !== undefined) terminal.color = choice;
    })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => screenOf(terminal).paint.bold(title),
      styleCommandText: (text) => screenOf(terminal).paint.active(text),
    })
    .configureOutput({
      getOutHelpWidth: () => screenOf(terminal).columns ?? 80,
      getErrHelpWidth: () => screenOf(terminal, 'stderr').columns ?? 80,
      getOutHasColors: () => hasColors(terminal, 'stdout'),
      getErrHasColors: () => hasColors(terminal, 'stderr'),
      writeOut: (text) => {
        terminal.stdout.write(text);
      },
      writeErr: (text) => {
        terminal.stderr.write(text);
      },
      // `explain` prints it in the common format of all errors.
      outputError: () => undefined,
    })
    .hook('preAction', (_program, command) => {
      formatOf(command.optsWithGlobals());
    })
    // Before the commands are added, since they inherit it.
    .exitOverride();
  addSweepCommands(program, setting);
  addWatchCommands(program, setting);
  addAccountCommands(program, setting);
  addAlertCommands(program, setting);
  addLocalCommands(program, setting);
  addMcpCommand(program, setting, version);
  addCompletionCommands(program, setting);
  return program;
}
