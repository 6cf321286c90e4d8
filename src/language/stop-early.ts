import { t } from '@vscode/l10n';
import { rungsUpTo } from '../results/curves/stop';
import type { SweepDocument } from '../sweep/document';
import { stopEarlyKeyDocs } from '../sweep/generated/keys';
import { compose, joined, type Markdown, ours } from '../text/markdown';

/** Steps that a hover lists. */
const mostRungs = 6;

/** The meaning of a key of `stop_early`; of `first` and `factor` also the steps at which runs are compared. */
export function hoverStopEarly(document: SweepDocument, key: string): Markdown | undefined {
  const docs: Readonly<Record<string, { readonly description: string }>> = stopEarlyKeyDocs;
  const description = docs[key]?.description;
  if (description === undefined) return undefined;
  return key === 'first' || key === 'factor'
    ? joined([ours(description), ...rungsOf(document)])
    : ours(description);
}

/** The steps at which runs of this file are compared. */
export function rungsOf({ top }: Pick<SweepDocument, 'top'>): readonly Markdown[] {
  if (top.stopEarly === undefined) return [];
  const rungs = rungsUpTo(top.stopEarly, mostRungs).join(', ');
  return [compose(t('Runs are compared at steps {0}.'), ours(`${rungs}, …`))];
}
