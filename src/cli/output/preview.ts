import { t } from '@vscode/l10n';
import type { LaunchPreview } from '../../engine/engine';
import { leftBehindInFull } from '../../sweep/left-behind';
import type { Run } from '../../sweep/run';
import type { LeftBehind } from '../../sweep/surroundings';
import { formatBytesToTenth } from '../../text/bytes';
import { formatHours } from '../../text/durations';
import { renderSteps } from './account';
import { counted } from './counted';
import { estimateJson, localNote, renderEstimate } from './estimate';
import { plain } from './plain';
import { plainScreen, type Screen } from './screen';
import type { Reach } from './sweep-cost';
import { renderColumns } from './table';

const runsOf = (preview: LaunchPreview): readonly Run[] =>
  preview.plan.batches.flatMap((batch) => batch.runs).sort((a, b) => a.index - b.index);

/** The distinct values of the runs, shortened to one line. */
function shared(runs: readonly Run[], read: (run: Run) => string): string {
  const values = [...new Set(runs.map(read))];
  return values.length <= 3
    ? values.join(', ')
    : t('{0} and {1} more', values.slice(0, 2).join(', '), values.length - 2);
}

/** The first lines of a launch. */
function renderHead(preview: LaunchPreview, file: string, local: boolean, { paint }: Screen): string {
  const runs = runsOf(preview);
  const { account } = preview.identity;
  return [
    t('Parameter File: {0}', plain(file)),
    t('Sweep ID: {0}', paint.bold(preview.sweepId)),
    t('Parameters: {0}', runs.length),
    t('Instances: {0}', runs.length),
    '',
    t('Configuration:'),
    `  ${t(
      'Instance Type: {0}',
      shared(runs, ({ settings }) => settings.instanceTypes.join(t(' or '))),
    )}`,
    `  ${t('Account: {0}', local ? t('{0} (local cloud)', account) : account)}`,
    `  ${t(
      'Region: {0}',
      shared(runs, ({ settings }) => settings.region),
    )}`,
    `  ${t(
      'TTL: {0}',
      shared(runs, ({ settings }) => ttlOf(settings.ttlSeconds)),
    )}`,
    `  ${t(
      'On complete: {0}',
      shared(runs, ({ settings }) => settings.onComplete),
    )}`,
    `  ${t(
      'Spot: {0}',
      shared(runs, ({ settings }) => spotOf(settings)),
    )}`,
    '',
  ].join('\n');
}

const spotOf = ({ spot, spotFallback }: Run['settings']): string =>
  spotFallback === true ? t('preferred') : spot ? t('yes') : t('no');

const ttlOf = (seconds: number | undefined): string =>
  seconds === undefined ? t('none') : formatHours(seconds / 3600);

/** The launch plan and its maximum cost, shown before the first call that creates anything. */
export const renderIntent = (
  preview: LaunchPreview,
  file: string,
  local: boolean,
  screen: Screen = plainScreen,
): string =>
  [renderHead(preview, file, local, screen), renderEstimate(preview.estimate), ...localNote(local), ''].join(
    '\n',
  );

/** The same in one sentence, with the calculation below it. */
export function intentSentence(preview: LaunchPreview, local: boolean): string {
  const runs = runsOf(preview);
  const types = shared(runs, ({ settings }) => settings.instanceTypes.join(t(' or ')));
  const regions = shared(runs, ({ settings }) => settings.region);
  const { account } = preview.identity;
  return [
    counted(
      runs.length,
      t('Launching 1 run on {0} in account {1}, {2}.', types, account, regions),
      t('Launching {0} runs on {1} in account {2}, {3}.', runs.length, types, account, regions),
    ),
    renderEstimate(preview.estimate),
    ...localNote(local),
  ].join('\n');
}

/** Instances that keep running after their job has ended; nothing if every instance ends with its job. */
export function keptWarning(
  preview: LaunchPreview,
  sweepId: string,
  { flags, local }: Reach,
): readonly string[] {
  const kept = runsOf(preview).filter(({ settings }) => settings.onComplete === 'keep');
  if (kept.length === 0) return [];
  const endless = kept.filter(({ settings }) => settings.ttlSeconds === undefined).length;
  const until =
    endless === 0
      ? t('until its ttl is over')
      : endless === kept.length
        ? t('until you end it, because it has no ttl')
        : t('until its ttl is over, or without a ttl until you end it');
  const who =
    kept.length === preview.plan.size
      ? t('Every instance')
      : t('For {0} of {1} runs, the instance', kept.length, preview.plan.size);
  return [
    local
      ? t('{0} keeps running after its job (on_complete: keep), {1}.', who, until)
      : t('{0} keeps running, and costs, after its job (on_complete: keep), {1}.', who, until),
    `  ${t('To end it: {0}', `spawn cancel ${sweepId}${flags}`)}`,
  ];
}

/** The whole plan; several lines. */
export function renderDryRun(
  preview: LaunchPreview,
  file: string,
  local: boolean,
  screen: Screen = plainScreen,
): string {
  return [
    renderHead(preview, file, local, screen),
    t('Runs:'),
    renderColumns(
      [
        { title: '', shortest: 14 },
        { title: '', shortest: 8 },
        { title: '', shortest: 8 },
      ],
      runsOf(preview).map((run) => [
        `  ${run.name}`,
        run.settings.instanceTypes.join(t(' or ')),
        [...run.parameters].map(([key, value]) => `${key}=${value}`).join(' '),
      ]),
      screen,
      false,
    ),
    ...packLines(preview),
    '',
    t('API calls:'),
    ...Object.entries(preview.calls).map(([action, count]) => `  ${action}: ${count}`),
    ...(preview.setup.length === 0 ? [] : ['', t('Created first:'), renderSteps(preview.setup, screen)]),
    ...(preview.notes.length === 0
      ? []
      : ['', t('Notes:'), ...preview.notes.map((note) => `  ${plain(note)}`)]),
    '',
    renderEstimate(preview.estimate),
    ...localNote(local),
    '',
    t('Dry run: nothing was created.'),
  ].join('\n');
}

/** The files that are sent to the instances, with their size. */
function packLines({ packs = [] }: LaunchPreview): readonly string[] {
  if (packs.length === 0) return [];
  return [
    '',
    t('Files:'),
    ...packs.flatMap(({ files, left, packedBytes }) => [
      ...files.map(({ path, size }) => `  ${plain(path)} (${formatBytesToTenth(size)})`),
      `  ${counted(
        files.length,
        t('1 file, {0} packed', formatBytesToTenth(packedBytes)),
        t('{0} files, {1} packed', files.length, formatBytesToTenth(packedBytes)),
      )}`,
      ...leftLine(left),
    ]),
  ];
}

function leftLine(left: LeftBehind): readonly string[] {
  const behind = leftBehindInFull(left);
  return behind === undefined ? [] : [`  ${t('Not sent: {0}', plain(behind))}`];
}

export function previewJson(preview: LaunchPreview): unknown {
  return {
    sweep_id: preview.sweepId,
    dry_run: true,
    account: preview.identity.account,
    region: preview.identity.region,
    runs: runsOf(preview).map((run) => ({
      index: run.index,
      name: run.name,
      instance_id: null,
      state: 'planned',
      region: run.settings.region,
      parameters: Object.fromEntries(run.parameters),
    })),
    estimated_cost_usd: preview.estimate.usd,
    estimate: estimateJson(preview.estimate),
    api_calls: preview.calls,
    files: (preview.packs ?? []).map(({ patterns, files, left, packedBytes }) => ({
      patterns,
      files: files.map(({ path, size }) => ({ path, size })),
      packed_bytes: packedBytes,
      not_sent: { git_ignored: left.ignored, caches: left.caches, others: left.obstacles },
    })),
    recorded: preview.recordedHere === undefined ? 'bucket' : 'this-machine',
    setup: preview.setup,
    notes: preview.notes,
  };
}
