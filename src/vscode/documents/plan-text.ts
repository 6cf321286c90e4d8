import { t } from '@vscode/l10n';
import { arithmeticOf, type Estimate, linesOf } from '../../cost/estimate';
import { formatUsd } from '../../cost/money';
import { sourceOf } from '../../cost/price';
import type { Provider } from '../../engine/connection';
import type { FilesPreview, LaunchPreview, LaunchRequest } from '../../engine/engine';
import type { Batch, SweepPlan } from '../../plan/sweep-plan';
import { environmentOf } from '../../sweep/environment';
import { imageOf, imageTitle, isImageName } from '../../sweep/images';
import { isRetried } from '../../sweep/is-retried';
import { leftBehindInFull } from '../../sweep/left-behind';
import type { OnComplete, Run } from '../../sweep/run';
import { type CallSettings, callKeys } from '../../sweep/settings';
import { formatBytes } from '../../text/bytes';
import { filesIn, runsIn } from '../../text/counts';
import { formatHours } from '../../text/durations';
import { mostOf, stoppingText } from './confirmation';
import { type Report, type ReportBlock, reportText, type Section } from './report';

/** Maximum number of files to list. */
const most = 100;

/** The results of a dry run: from the cloud itself, or from the file alone if the cloud isn't reachable. */
export type DryRun =
  | {
      readonly kind: 'asked';
      readonly preview: LaunchPreview;
      readonly provider: Provider;
    }
  | {
      readonly kind: 'file-only';
      readonly plan: SweepPlan;
      readonly estimate: Estimate;
      readonly request: LaunchRequest;
      readonly provider: Provider;
      /** Why the cloud wasn't asked: a sentence. */
      readonly reason: string;
    };

export const requestIn = (dry: DryRun): LaunchRequest =>
  dry.kind === 'asked' ? dry.preview.request : dry.request;

/** A dry run as text, for copies and comparisons. */
export const planText = (dry: DryRun): string => reportText(planReport(dry));

/** What would be launched, called, created, and paid. `changes`: since the last launch of the file. */
export function planReport(dry: DryRun, changes?: Section): Report {
  const { plan, estimate } = dry.kind === 'asked' ? dry.preview : dry;
  return {
    title: t('Dry run of {0}', requestIn(dry).fileName),
    blocks: [
      text(t('Nothing was created, and there are no charges. This is what a launch would do.')),
      ...(dry.kind === 'file-only'
        ? [{ kind: 'note', text: t('The cloud was not contacted: {0}', dry.reason) } as const]
        : []),
      summary(dry, plan),
    ],
    sections: [
      ...(changes === undefined ? [] : [changes]),
      ...(dry.kind === 'asked' && dry.preview.notes.length > 0
        ? [section(t('Notes'), { kind: 'list', items: dry.preview.notes })]
        : []),
      section(t('Cost'), ...costBlocks(estimate, dry.provider)),
      ...(dry.kind === 'asked' ? askedSections(dry.preview) : []),
      section(t('Batches'), text(t('The runs of a batch share one RunInstances call.'))),
      ...plan.batches.map(batchSection),
      section(t('Environment of each run')),
      ...plan.batches
        .flatMap((batch) => batch.runs)
        .toSorted((a, b) => a.index - b.index)
        .map((run) => runSection(run, plan)),
    ],
  };
}

const text = (words: string): ReportBlock => ({ kind: 'text', text: words });
const section = (title: string, ...blocks: readonly ReportBlock[]): Section => ({ title, level: 2, blocks });

function summary(dry: DryRun, plan: SweepPlan): ReportBlock {
  const where =
    dry.provider === 'local'
      ? t('the local cloud, on this machine')
      : dry.kind === 'asked'
        ? t(
            'AWS account {0}, {1} ({2})',
            dry.preview.identity.account,
            requestIn(dry).region,
            dry.preview.identity.arn,
          )
        : t('AWS, {0}', requestIn(dry).region);
  const most = mostOf(dry.kind === 'asked' ? dry.preview : dry);
  const cost = dry.provider === 'local' ? t('nothing ({0} on AWS)', most) : most;
  return {
    kind: 'facts',
    rows: [
      [t('Sweep'), plan.sweepId],
      [t('Runs'), String(plan.size)],
      [t('Where'), where],
      [t('Cost'), cost],
    ],
  };
}

function costBlocks(estimate: Estimate, provider: Provider): readonly ReportBlock[] {
  const priced = linesOf(estimate).map((line) => ({
    row: [line.label, arithmeticOf(line), formatUsd(line.usd), sourceOf(line.price)],
    line: `${line.label}: ${arithmeticOf(line)} = ${formatUsd(line.usd)} (${sourceOf(line.price)})`,
  }));
  const further = [
    ...estimate.unpriced.map((what) => t('{0}: price unknown', what)),
    ...(estimate.endless === 0
      ? []
      : [t('{0} without a ttl: the cost is unlimited', runsIn(estimate.endless))]),
    ...(estimate.stopping.runs === 0 ? [] : [stoppingText(estimate.stopping)]),
  ];
  return [
    ...(provider === 'local' ? [text(t('The local cloud is free. On AWS the same would cost:'))] : []),
    {
      kind: 'table',
      columns: [t('Item'), t('Calculation'), t('Cost'), t('Price from')],
      rows: [...priced.map(({ row }) => row), ...further.map((words) => [words])],
      lines: [...priced.map(({ line }) => line), ...further],
    },
    text(t('Total {0}, if every run reaches its ttl.', mostOf({ estimate }))),
  ];
}

function askedSections({ setup, calls, packs }: LaunchPreview): readonly Section[] {
  return [
    ...(packs ?? []).map(packSection),
    section(
      t('Resources to be created in the account'),
      ...(setup.length === 0 ? [text(t('None: everything is set up.'))] : []),
      ...setup.map(
        ({ kind, name, policy, purpose }): ReportBlock => ({
          kind: 'resource',
          what: kind,
          name,
          purpose,
          ...(policy === undefined ? {} : { policy }),
        }),
      ),
    ),
    section(t('API calls'), {
      kind: 'facts',
      rows: Object.entries(calls).map(([action, count]) => [action, String(count)]),
    }),
  ];
}

/** Files that are uploaded, with their sizes: a data set shouldn't be launched by accident. */
function packSection({ patterns, files, left, packedBytes }: FilesPreview): Section {
  const behind = leftBehindInFull(left);
  const shown = files.slice(0, most).map(({ path, size }) => `${path} (${formatBytes(size)})`);
  return section(
    t('Files sent with the sweep ({0})', patterns.join(', ')),
    text(t('{0}, {1} packed.', filesIn(files.length), formatBytes(packedBytes))),
    ...(behind === undefined ? [] : [{ kind: 'note', text: t('Not sent: {0}.', behind) } as const]),
    {
      kind: 'list',
      items: [...shown, ...(files.length > most ? [t('and {0} more', files.length - most)] : [])],
    },
  );
}

/** Images of a batch: its types can have different ones. */
function imagesText({ ami, instanceTypes }: Batch['shape']): string {
  const images = new Set(instanceTypes.map((type) => imageOf(ami, type)));
  return [...images]
    .map((image) => (isImageName(image) ? t('newest {0}', imageTitle(image)) : image))
    .join(t(', else '));
}

/** Settings of a call whose rows have a separate title. */
const titled: ReadonlySet<string> = new Set<keyof CallSettings>([
  'instanceTypes',
  'region',
  'availabilityZone',
  'ami',
  'spot',
  'spotMaxPrice',
  'spotFallback',
  'iamRole',
  'iamPolicy',
  'subnet',
  'securityGroups',
  'keyName',
  'volumeSize',
  'tags',
]);

function batchSection({ id, shape, runs }: Batch): Section {
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('Runs'), runs.length > 8 ? `${runs.length}` : runs.map((run) => run.name).join(', ')],
    [t('Instance type'), shape.instanceTypes.join(t(', else '))],
    [t('Region'), shape.region],
    [t('Zone'), shape.availabilityZone],
    [t('Image'), imagesText(shape)],
    [t('Market'), marketText(shape)],
    [t('TTL'), ttlText(runs)],
    [t('On complete'), endText(runs)],
    [t('Retries'), retriesText(runs)],
    [t('Checkpoint'), checkpointText(runs)],
    [t('Role'), shape.iamRole ?? shape.iamPolicy?.join(', ')],
    [t('Subnet'), shape.subnet],
    [t('Security groups'), shape.securityGroups.join(', ') || undefined],
    [t('Key'), shape.keyName],
    [t('Volume'), shape.volumeSize === undefined ? undefined : `${shape.volumeSize} GiB`],
    [
      t('Tags'),
      Object.entries(shape.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ') || undefined,
    ],
    ...[...callKeys].flatMap(([field, key]) =>
      titled.has(field) || shape[field] === undefined ? [] : [[key, String(shape[field])] as const],
    ),
  ];
  const rows = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { title: id, level: 3, blocks: [{ kind: 'facts', rows }] };
}

function marketText({ spot, spotFallback, spotMaxPrice }: CallSettings): string {
  if (!spot) return t('on demand');
  const text =
    spotMaxPrice === undefined ? t('spot') : t('spot, up to {0} per hour', formatUsd(spotMaxPrice));
  return spotFallback === true ? t('{0}, else on demand', text) : text;
}

function ttlText(runs: readonly Run[]): string {
  const texts = new Set(
    runs.map(({ settings }) =>
      settings.ttlSeconds === undefined ? t('none') : formatHours(settings.ttlSeconds / 3600),
    ),
  );
  return [...texts].join(', ');
}

/** How often runs are launched again, by outcome; undefined if never. */
function retriesText(runs: readonly Run[]): string | undefined {
  const texts = runs.flatMap(({ settings: { retry } }) =>
    isRetried(retry)
      ? t(
          'interrupted: up to {0}, lost: up to {1}, failed: up to {2}',
          retry.interrupted,
          retry.lost,
          retry.failed,
        )
      : [],
  );
  return texts.length === 0 ? undefined : [...new Set(texts)].join('; ');
}

function checkpointText(runs: readonly Run[]): string | undefined {
  const texts = runs.flatMap(({ settings: { checkpoint } }) =>
    checkpoint === undefined
      ? []
      : t('{0}, every {1}', checkpoint.path, formatHours(checkpoint.everySeconds / 3600)),
  );
  return texts.length === 0 ? undefined : [...new Set(texts)].join('; ');
}

/** What happens to the instances when their jobs end, since they can continue to cost money. */
function endText(runs: readonly Run[]): string {
  const texts = {
    terminate: t('terminate'),
    stop: t('stop: its disk is still billed'),
    keep: t('keep: it runs until its TTL and incurs charges'),
  } satisfies Record<OnComplete, string>;
  return [...new Set(runs.map(({ settings }) => texts[settings.onComplete]))].join('; ');
}

function runSection(run: Run, plan: SweepPlan): Section {
  const variables = environmentOf(run, { id: plan.sweepId, name: plan.sweepName, size: plan.size });
  return {
    title: `${run.index} · ${run.name}`,
    level: 3,
    folded: true,
    blocks: [{ kind: 'variables', rows: [...variables] }],
  };
}
