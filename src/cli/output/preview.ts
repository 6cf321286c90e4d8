import { formatHours } from '../../cost/format';
import type { LaunchPreview } from '../../engine/engine';
import type { Run } from '../../sweep/run';
import { readableBytes } from './duration';
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
export function renderHead(preview: LaunchPreview, file: string): string {
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
    ...(preview.setup.length === 0
      ? []
      : [
          '',
          'To be created first:',
          ...preview.setup.map((step) => `  ${step.kind} ${step.name}: ${step.purpose}`),
        ]),
    ...(preview.notes.length === 0 ? [] : ['', 'Notes:', ...preview.notes.map((note) => `  ${plain(note)}`)]),
    '',
    renderEstimate(preview.estimate),
    ...(local ? ['  On the local cloud it costs nothing; this is what AWS would charge.'] : []),
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
    ...packs.flatMap(({ files, packedBytes }) => [
      ...files.map(({ path, size }) => `  ${plain(path)} (${readableBytes(size)})`),
      `  ${files.length} ${files.length === 1 ? 'file' : 'files'}, ${readableBytes(packedBytes)} packed`,
    ]),
  ];
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
    files: (preview.packs ?? []).map(({ patterns, files, packedBytes }) => ({
      patterns,
      files: files.map(({ path, size }) => ({ path, size })),
      packed_bytes: packedBytes,
    })),
    recorded: preview.recordedHere === undefined ? 'bucket' : 'this-machine',
    setup: preview.setup.map(({ kind, name, purpose }) => ({ kind, name, purpose })),
    notes: preview.notes,
  };
}
