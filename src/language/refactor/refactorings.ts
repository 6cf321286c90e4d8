import { t } from '@vscode/l10n';
import type { SweepDocument } from '../../sweep/document';
import { headline } from '../../sweep/document-diagnostics';
import type { TopLevelKey } from '../../sweep/keys';
import type { SweepDefaults } from '../../sweep/run';
import { rangeOf } from '../../sweep/syntax/chunk';
import type { Range, TextEdit } from '../../sweep/text';
import { expandable, expandGridEdits } from './expand-grid';
import { commonKeys, extractEdits } from './extract-defaults';
import { foldEdits, productOf } from './fold-params';
import { narrowingAt } from './narrow-policy';
import { rangeOfRegion, regionOf, touches } from './region';
import { keepingRuns } from './same-runs';

/** A change to an equivalent form, or one that adds missing settings. */
export interface Refactoring {
  readonly kind: 'expandGrid' | 'foldParams' | 'extractDefaults' | 'addTtl' | 'narrowPolicy';
  readonly title: string;
  /**
   * Computed on demand. Undefined if the resulting file wouldn't have the same runs: names, parameters, and settings,
   * in the same order. (`addTtl` and `narrowPolicy` change settings: that is their purpose.)
   */
  edits(): readonly TextEdit[] | undefined;
}

/** More keys than this are counted instead of listed. */
const mostNamed = 3;

/** The refactorings for this place of a file without syntax errors. */
export function refactoringsAt(
  document: SweepDocument,
  defaults: SweepDefaults,
  range: Range,
): readonly Refactoring[] {
  const within = (...keys: readonly TopLevelKey[]): boolean =>
    keys.some((key) => {
      const block = document.top.blocks.get(key);
      return block !== undefined && touches(rangeOfRegion(regionOf(block)), range);
    });
  const found: Refactoring[] = [];
  const keep = (edits: readonly TextEdit[] | undefined, sameness: 'order' | 'values') =>
    edits === undefined ? undefined : keepingRuns(document, defaults, edits, sameness);
  const expanded = within('grid', 'exclude', 'include') ? expandable(document) : 0;
  if (expanded > 0) {
    found.push({
      kind: 'expandGrid',
      title: expanded === 1 ? t('Convert the grid to 1 run') : t('Convert the grid to {0} runs', expanded),
      edits: () => keep(expandGridEdits(document), 'order'),
    });
  }
  if (atParams(document, range)) {
    if (productOf(document) !== undefined) {
      found.push({
        kind: 'foldParams',
        title: t('Convert these {0} runs to a grid', document.rows.size),
        edits: () => keep(foldEdits(document), 'order'),
      });
    }
    const keys = commonKeys(document);
    if (keys.length > 0) {
      found.push({
        kind: 'extractDefaults',
        title:
          keys.length <= mostNamed
            ? t('Move {0} to `defaults`', keys.map((key) => `\`${key}\``).join(', '))
            : t('Move {0} keys shared by all runs to `defaults`', keys.length),
        edits: () => keep(extractEdits(document, keys), 'values'),
      });
    }
  }
  const [ttl] = document.problems().find(({ code }) => code === 'no-ttl')?.fixes ?? [];
  const head = headline(document.top, document.chunks);
  // At the block's first line, the problem offers it.
  if (
    ttl !== undefined &&
    within('defaults', 'params', 'grid', 'random') &&
    !(head && touches(rangeOf(head), range))
  )
    found.push({ kind: 'addTtl', title: ttl.title, edits: () => ttl.edits });
  const narrowing = narrowingAt(document, range.start);
  if (narrowing !== undefined) {
    found.push({
      kind: 'narrowPolicy',
      title: t('Narrow to {0}, the only bucket in this file', narrowing.bucket),
      edits: () => narrowing.edits,
    });
  }
  return found;
}

/** Longer lists of runs are offered only at their key, so that typing in a run isn't slowed down. */
const mostWhileTyping = 1_000;

function atParams(document: SweepDocument, range: Range): boolean {
  const block = document.top.blocks.get('params');
  if (block === undefined) return false;
  const few = document.rows.size <= mostWhileTyping;
  return touches(few ? rangeOfRegion(regionOf(block)) : rangeOf(block.key), range);
}
