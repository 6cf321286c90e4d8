import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import type { Finding } from './finding';
import { validateSeeds } from './generated/validate';
import { plainValue } from './grid';
import { emptyLayer, type Layer } from './layer';
import { typedValue } from './schema-check';
import { type Block, spanOfValue } from './structure';
import type { ScalarNode } from './syntax/node';

/** The parameter that distinguishes the repetitions of a run. */
export const seedKey = 'seed';

/** The seeds of all runs. */
export interface Seeds {
  /** The key `seeds` of the file. */
  readonly key: ScalarNode;
  /** Each has the effect of a parameter `seed`. */
  readonly layers: readonly Layer[];
}

/** Reads `seeds: 5`, which is 0 to 4, or a list of seeds. */
export function readSeeds(
  block: Block | undefined,
  context: ReadContext,
  findings: Finding[],
): Seeds | undefined {
  if (block === undefined) return undefined;
  const target = context.resolve(block.value);
  if (target === undefined || !validateSeeds(plainValue(target, context))) {
    findings.push({
      code: 'invalid-value',
      severity: 'error',
      message: t('`seeds` must be the number of seeds, from 1 to 1000, or a list of seeds.'),
      span: spanOfValue(block),
      fixes: [],
    });
    return undefined;
  }
  const texts =
    target.kind === 'scalar'
      ? Array.from({ length: Number(typedValue(target)) }, (_, seed) => String(seed))
      : target.kind === 'sequence'
        ? target.items.map((item) => {
            const scalar = context.resolve(item);
            return scalar?.kind === 'scalar' ? scalar.text : '';
          })
        : [];
  const twice = texts.find((text, place) => texts.indexOf(text) !== place);
  if (twice !== undefined)
    findings.push({
      code: 'duplicate-value',
      severity: 'error',
      message: t('Duplicate seed `{0}`. A seed repeats a run only once.', twice),
      span: spanOfValue(block),
      fixes: [],
    });
  const at = (text: string): ScalarNode => ({ ...block.key, exact: false, text, style: 'plain' });
  return {
    key: block.key,
    layers: [...new Set(texts)].map((text) => ({
      ...emptyLayer,
      parameters: [{ key: at(seedKey), value: at(text) }],
    })),
  };
}
