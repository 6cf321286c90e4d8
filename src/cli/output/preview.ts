import type { LaunchPreview } from '../../engine/engine';
import { leftBehindInFull } from '../../sweep/left-behind';
import type { Run } from '../../sweep/run';
import type { LeftBehind } from '../../sweep/surroundings';
import { formatBytesToTenth } from '../../text/bytes';
import { formatHours } from '../../text/durations';
import { renderSteps } from './account';
import { estimateJson, renderEstimate } from './estimate';
import { plain } from './plain';
import { renderTable } from './table';

const runsOf = (preview: LaunchPreview): readonly Run[] =>
  preview.plan.batches.flatMap((batch) => batch.runs).sort((a, b) => a.index - b.index);

/** What the runs say, each value once, and no more than fits a line. */
function shared(runs: readonly Run[], tell: (run: Run) => string): string {
  const values = [...new Set(runs.map(tell))];
  return values.length <= 3
    ? values.join(', ')
    : `${values.slice(0, 2).join(', ')} and ${values.length - 2} more`;
}

/** The first lines of a launch. */
function renderHead(preview: LaunchPreview, file: string): string {
  const runs = runsOf(preview);
  return [
    `Parameter File: ${plain(file)}`,
    `Sweep ID: ${preview.sweepId}`,
    `Parameters: ${runs.length}`,
    `Instances: ${runs.length}`,
    '',
    'Configuration:',
    `  Instance Type: ${shared(runs, ({ settings }) => settings.instanceTypes.join(' or '))}`,
    `  Account: ${preview.identity.account}`,
    `  Region: ${shared(runs, ({ settings }) => settings.region)}`,
    `  TTL: ${shared(runs, ({ settings }) => ttlOf(settings.ttlSeconds))}`,
    '',
  ].join('\n');
}

function ttlOf(seconds: number | undefined): string {
  return seconds === undefined ? 'none' : formatHours(seconds / 3600);
}

/** What is about to be launched and what it costs at most; said before the first call that makes anything. */
export const renderIntent = (preview: LaunchPreview, file: string, local: boolean): string =>
  [renderHead(preview, file), renderEstimate(preview.estimate), ...localNote(local), ''].join('\n');

/** The same in one sentence, and the arithmetic below it. */
export function intentSentence(preview: LaunchPreview, local: boolean): string {
  const runs = runsOf(preview);
  const what = `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;
  const types = shared(runs, ({ settings }) => settings.instanceTypes.join(' or '));
  const regions = shared(runs, ({ settings }) => settings.region);
  return [
    `Launching ${what} on ${types} in account ${preview.identity.account}, ${regions}.`,
    renderEstimate(preview.estimate),
    ...localNote(local),
  ].join('\n');
}

const localNote = (local: boolean): readonly string[] =>
  local ? ['  On the local cloud it costs nothing; this is what AWS would charge.'] : [];

/** What lives on once its job has ended; nothing where every instance ends with its job. */
export function keptWarning(
  preview: LaunchPreview,
  sweepId: string,
  { local, flags }: { readonly local: boolean; readonly flags: string },
): readonly string[] {
  const kept = runsOf(preview).filter(({ settings }) => settings.onComplete === 'keep');
  if (kept.length === 0) return [];
  const endless = kept.filter(({ settings }) => settings.ttlSeconds === undefined).length;
  const until =
    endless === 0
      ? 'to its ttl'
      : endless === kept.length
        ? 'until you end it: it has no ttl'
        : 'to its ttl, or where it has none until you end it';
  const who =
    kept.length === preview.plan.size
      ? 'Every instance'
      : `With ${kept.length} of ${preview.plan.size} runs the instance`;
  return [
    `${who} outlives its job (on_complete: keep) and lives on ${until}${local ? '' : ', and costs'}.`,
    `  End with: spawn cancel ${sweepId}${flags}`,
  ];
}

/** The whole plan; several lines. */
export function renderDryRun(preview: LaunchPreview, file: string, local: boolean): string {
  return [
    renderHead(preview, file),
    'Runs:',
    renderTable(
      runsOf(preview).map((run) => [
        `  ${run.name}`,
        run.settings.instanceTypes.join(' or '),
        [...run.parameters].map(([key, value]) => `${key}=${value}`).join(' '),
      ]),
    ),
    ...packLines(preview),
    '',
    'API calls:',
    ...Object.entries(preview.calls).map(([action, count]) => `  ${action}: ${count}`),
    ...(preview.setup.length === 0 ? [] : ['', 'To be created first:', renderSteps(preview.setup)]),
    ...(preview.notes.length === 0 ? [] : ['', 'Notes:', ...preview.notes.map((note) => `  ${plain(note)}`)]),
    '',
    renderEstimate(preview.estimate),
    ...localNote(local),
    '',
    'Dry run: nothing was created.',
  ].join('\n');
}

/** What travels to the instances, with its size. */
function packLines({ packs = [] }: LaunchPreview): readonly string[] {
  if (packs.length === 0) return [];
  return [
    '',
    'Files:',
    ...packs.flatMap(({ files, left, packedBytes }) => [
      ...files.map(({ path, size }) => `  ${plain(path)} (${formatBytesToTenth(size)})`),
      `  ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${formatBytesToTenth(packedBytes)} packed`,
      ...leftLine(left),
    ]),
  ];
}

function leftLine(left: LeftBehind): readonly string[] {
  const behind = leftBehindInFull(left);
  return behind === undefined ? [] : [`  Not sent: ${plain(behind)}`];
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
