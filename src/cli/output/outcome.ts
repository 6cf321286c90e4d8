import { t } from '@vscode/l10n';
import type { Estimate } from '../../cost/estimate';
import type { RunView, SweepView } from '../../engine/view';
import { counted } from './counted';
import { estimateLine, localNote } from './estimate';
import { plain } from './plain';
import { countStates } from './run-state';
import { plainScreen, type Screen } from './screen';
import { styleOf } from './state-mark';
import type { Reach } from './sweep-cost';
import { renderColumns } from './table';

/** Maximum number of instances on a screen; `spawn status` has all of them. */
const mostListed = 20;

/** The outcome of a launch, and the next command. */
export function renderOutcome(
  view: SweepView,
  estimate: Estimate | undefined,
  { flags, local }: Reach,
  screen: Screen = plainScreen,
): string {
  const { bad, bold, good } = screen.paint;
  const id = plain(view.id);
  const refused = view.runs.filter(isRefused);
  return [
    ...checklist(view, screen),
    '',
    t('Instances:'),
    ...instanceLines(view.runs, screen),
    '',
    refused.length === 0
      ? good(`${t('Sweep launched successfully!')} 🎉`)
      : bad(
          t(
            'Sweep launched in part: {0} of {1} runs could not be launched.',
            refused.length,
            view.runs.length,
          ),
        ),
    '',
    t('Sweep ID: {0}', bold(id)),
    t('Instances: {0}', view.runs.filter(({ instanceId }) => instanceId !== undefined).length),
    '',
    t('Monitor:'),
    `  spawn status ${id} --watch${flags}`,
    '',
    t('Collect Results:'),
    `  spawn collect-results ${id}${flags}`,
    ...(estimate === undefined ? [] : ['', estimateLine(estimate), ...localNote(local)]),
  ].join('\n');
}

const isRefused = ({ state }: RunView): boolean => state === 'launch-failed';

/** The steps that were completed. */
function checklist({ bucket, runs }: SweepView, { paint }: Screen): readonly string[] {
  const launched = runs.filter(({ instanceId }) => instanceId !== undefined).length;
  const done = `  ${paint.good('✓')} `;
  const count = t('{0} of {1} launched', launched, runs.length);
  return [
    t('Progress:'),
    `${done}${counted(runs.length, t('1 run read'), t('{0} runs read', runs.length))}`,
    `${done}${bucket === undefined ? t('no bucket: this computer keeps the record') : t('bucket and role ready')}`,
    launched === runs.length ? `${done}${count}` : `  ${paint.bad('✗')} ${count}`,
  ];
}

/** A line for each run; on a screen with many runs, the first ones, and all that failed to launch. */
function instanceLines(runs: readonly RunView[], screen: Screen): readonly string[] {
  const { columns } = screen;
  const shown =
    columns === undefined ? runs : runs.filter((run, place) => place < mostListed || isRefused(run));
  const others = runs.length - shown.length;
  return [
    renderColumns(
      [{ title: '', shortest: 14 }, { title: '', shortest: 13 }, { title: '' }, { title: '', shortest: 12 }],
      shown.map((run) => [
        `  ${run.name}`,
        `→ ${run.instanceId ?? '-'}`,
        { text: `(${run.state})`, style: styleOf(run.state, screen.paint) },
        run.reason ?? '',
      ]),
      screen,
      false,
    ),
    ...(others === 0
      ? []
      : [screen.paint.dim(`  ${counted(others, t('and 1 other'), t('and {0} others', others))}`)]),
  ];
}

/** A resumed sweep that had already been launched completely. */
export const renderNothingLeft = (view: SweepView, { flags }: Pick<Reach, 'flags'>): string =>
  [
    t('Nothing was left to launch of {0}: {1}.', plain(view.id), countStates(view.runs)),
    `  spawn status ${plain(view.id)}${flags}`,
  ].join('\n');
