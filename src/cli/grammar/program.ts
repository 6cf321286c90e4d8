import { Command, Option } from 'commander';
import { formatOf } from '../list-format';
import { addAccountCommands } from './account';
import { addAlertCommands } from './alerts';
import { addLocalCommands } from './local';
import { pasted } from './pasted';
import type { Setting } from './setting';
import { addSweepCommands } from './sweeps';
import { addWatchCommands } from './watch';

/** Everything `spawn` understands. A command's own code is loaded when it is called, so that `--help` is quick. */
export function buildProgram(setting: Setting, version: string): Command {
  const { terminal } = setting;
  const program = new Command('spawn')
    .description('Turns a sweep file into a fleet of EC2 instances, one per parameter combination.')
    .version(version)
    .addOption(new Option('--provider <name>', 'where sweeps run (default: aws)').choices(['aws', 'local']))
    .option('--profile <name>', 'AWS profile', pasted)
    .option('--region <name>', 'AWS region', pasted)
    .option(
      '--bucket <name>',
      'results bucket (default: spawn-results-<account>-<region>); none: without one',
      pasted,
    )
    .option('--permissions-boundary <arn>', 'policy that bounds the roles that are made (default: none)')
    .option('--json', 'print JSON on stdout; messages stay on stderr')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => {
        terminal.stdout.write(text);
      },
      writeErr: (text) => {
        terminal.stderr.write(text);
      },
      // `explain` shows it, in the words of every other error.
      outputError: () => undefined,
    })
    .hook('preAction', (_program, command) => {
      formatOf(command.optsWithGlobals());
    })
    // Before the commands are added: they inherit it.
    .exitOverride();
  addSweepCommands(program, setting);
  addWatchCommands(program, setting);
  addAccountCommands(program, setting);
  addAlertCommands(program, setting);
  addLocalCommands(program, setting);
  return program;
}
