import { t } from '@vscode/l10n';
import { wrapAnsi } from 'fast-wrap-ansi';
import { type Check, type CheckVerdict, checkTitle } from '../../engine/doctor/check';
import { plain } from './plain';
import { type Paint, plainScreen, type Screen } from './screen';

const signs: Readonly<Record<CheckVerdict, readonly [sign: string, tone: keyof Paint]>> = {
  ok: ['✓', 'good'],
  warning: ['!', 'caution'],
  problem: ['✗', 'bad'],
  unknown: ['?', 'dim'],
};

const wordOf = (verdict: CheckVerdict): string =>
  ({ ok: t('ready'), warning: t('warning'), problem: t('problem'), unknown: t('unknown') })[verdict];

/** One check a line, which on a screen is broken between words. */
export const renderChecks = (checks: readonly Check[], screen: Screen = plainScreen): string =>
  checks.map((check) => lineOf(check, screen)).join('\n');

function lineOf({ message, name, verdict }: Check, { columns, isScreen, paint }: Screen): string {
  const [sign, tone] = signs[verdict];
  const head = isScreen
    ? `${paint[tone](sign)} ${paint.bold(checkTitle(name))}:`
    : `${wordOf(verdict)}\t${checkTitle(name)}:`;
  const word = isScreen && verdict !== 'ok' ? ` (${wordOf(verdict)})` : '';
  const line = `${head} ${plain(message)}${word}`;
  return columns === undefined ? line : wrapAnsi(line, columns - 2, { trim: true }).replaceAll('\n', '\n  ');
}
