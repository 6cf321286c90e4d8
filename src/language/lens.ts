import { t } from '@vscode/l10n';
import { type DiskSizes, type Licences, publicDisks } from '../cost/disk';
import {
  arithmeticOf,
  type Estimate,
  estimateOf,
  expectationOf,
  sumOf,
  times,
  together,
} from '../cost/estimate';
import { formatUsd } from '../cost/money';
import type { Prices } from '../cost/price';
import type { SweepDocument } from '../sweep/document';
import { groupsOf, type RunGroup } from '../sweep/groups';
import type { Run, SweepDefaults } from '../sweep/run';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Range } from '../sweep/text';

/** One CodeLens: its position, its text, and its command. */
export interface Lens {
  readonly range: Range;
  readonly action: 'launch' | 'cost' | 'dryRun' | 'tryLocally' | 'mend';
  readonly title: string;
  /** What the title leaves out: the calculation of a cost. */
  readonly detail?: string;
}

/**
 * CodeLenses above the first key that defines runs. None if there is nothing to launch; if errors prevent a launch,
 * only the one that shows them.
 */
export function lensesOf(document: SweepDocument, estimate: Estimate): readonly Lens[] {
  const { size } = document;
  const blocks = ['params', 'grid', 'zip', 'random', 'include', 'count'] as const;
  const keys = blocks.map((key) => document.top.blocks.get(key)?.key).filter((key) => key !== undefined);
  const [first] = keys.map(rangeOf).sort((a, b) => a.start.line - b.start.line);
  if (first === undefined) return [];
  const errors = document.problems().filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return [{ range: first, action: 'mend', title: errorsTitle(errors) }];
  if (document.objects !== undefined)
    return [
      { range: first, action: 'launch', title: t('▷ Launch one run for each object') },
      { range: first, action: 'dryRun', title: t('Dry run') },
      { range: first, action: 'tryLocally', title: t('Try locally') },
    ];
  if (size === 0) return [];
  return [
    {
      range: first,
      action: 'launch',
      title: size === 1 ? t('▷ Launch 1 run') : t('▷ Launch {0} runs', size),
    },
    { range: first, action: 'cost', ...costLens(estimate) },
    { range: first, action: 'dryRun', title: t('Dry run') },
    { range: first, action: 'tryLocally', title: t('Try locally') },
  ];
}

/** A CodeLens drops a plain space after an icon. */
const errorsTitle = (errors: number): string =>
  errors === 1
    ? t('$(error)\u00a0Fix 1 error to launch')
    : t('$(error)\u00a0Fix {0} errors to launch', errors);

/** `≤ $0.16`; with the calculation where one line of instances is all of it. */
function costLens(estimate: Estimate): Pick<Lens, 'title' | 'detail'> {
  if (estimate.unpriced.length > 0 && estimate.usd === 0) return { title: t('price unknown') };
  if (estimate.endless > 0) return { title: t('no ttl: the cost is unlimited') };
  const [line, second] = estimate.instances;
  const title = `${estimate.unpriced.length > 0 ? '≥' : '≤'} ${formatUsd(estimate.usd)}`;
  const expected = expectationOf(estimate);
  const calculation =
    line === undefined || second !== undefined ? undefined : `${arithmeticOf(line)}${besides(estimate)}`;
  const detail = [expected, calculation].filter((part) => part !== undefined).join(' · ');
  return { title, ...(detail === '' ? {} : { detail }) };
}

/** Costs in addition to the instances. */
function besides({ usd, instances, credits }: Estimate): string {
  const rest = usd - sumOf(instances);
  if (rest <= 0) return '';
  return sumOf(credits) > 0
    ? t(' + {0} CPU credits, disk, IPv4', formatUsd(rest))
    : t(' + {0} disk, IPv4', formatUsd(rest));
}

/** The estimate of the current document, from its groups of equal runs, so that the time doesn't grow with the number of runs. */
export function estimateDocument(document: SweepDocument, defaults: SweepDefaults, prices: Prices): Estimate {
  return together(
    groupsOf(document, defaults).map((group) =>
      times(estimateOf([sample(group)], prices, disksOf(document), licencesOf(document)), group.count),
    ),
  );
}

/** Properties of images from a dry run, and those of public images. */
const disksOf =
  ({ context }: SweepDocument): DiskSizes =>
  (image, region, which = 'root') => {
    const known = context.knowledge.image?.(image);
    return (which === 'root' ? known?.diskGib : known?.furtherGib) ?? publicDisks(image, region, which);
  };

const licencesOf =
  ({ context }: SweepDocument): Licences =>
  (image) =>
    context.knowledge.image?.(image)?.platform;

const nowhere = { line: 0, character: 0 };
const sample = ({ settings }: RunGroup): Run => ({
  index: 0,
  name: '',
  parameters: new Map(),
  settings,
  origin: { start: nowhere, end: nowhere },
});
