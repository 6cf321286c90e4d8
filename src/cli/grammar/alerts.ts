import { t } from '@vscode/l10n';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { AlertKind } from '../commands/alerts';
import { formatOption } from './format-option';
import type { CommandContext } from './setting';

const kinds: readonly AlertKind[] = ['cost', 'daily-cost', 'run-hours', 'failures'];
const kindArgument = (): Argument =>
  new Argument(
    '<kind>',
    t('what to watch: cost of a sweep, cost per day, hours of an instance, failures in a row'),
  ).choices(kinds);

/** `spawn alerts …` */
export function addAlertCommands(program: Command, { terminal, finish }: CommandContext): void {
  const alerts = program
    .command('alerts')
    .description(t('be notified when cost, hours, or failures reach a threshold'));

  alerts
    .command('create')
    .description(t('set an alert'))
    .addArgument(kindArgument())
    .addOption(
      new Option('--threshold <number>', t('US dollars, hours, or number of failures'))
        .argParser(positiveNumber)
        .makeOptionMandatory(),
    )
    .action(async (kind: AlertKind, _own: object, command: Command) => {
      const { createAlert } = await import('../commands/alerts');
      finish(await createAlert(kind, command.optsWithGlobals(), terminal));
    });

  alerts
    .command('list')
    .description(t('list the alerts that are set'))
    .addOption(formatOption())
    .action(async (_own: object, command: Command) => {
      const { listAlerts } = await import('../commands/alerts');
      finish(await listAlerts(command.optsWithGlobals(), terminal));
    });

  alerts
    .command('delete')
    .description(t('delete an alert'))
    .addArgument(kindArgument())
    .action(async (kind: AlertKind, _own: object, command: Command) => {
      const { deleteAlert } = await import('../commands/alerts');
      finish(await deleteAlert(kind, command.optsWithGlobals(), terminal));
    });
}

function positiveNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number <= 0) {
    throw new InvalidArgumentError(t('It must be a number above zero.'));
  }
  return number;
}
