import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { type Decimal, decimalOf, decimalsIn, unitsOf, writeUnits } from './decimal';
import type { Finding } from './finding';
import type { ScalarNode, SequenceNode } from './syntax/node';

/** More values than the runs of any sweep. */
const mostSteps = 50_000;

/** Longer numbers are written with an exponent. Characters. */
const longestPlain = 24;

/** The values of `{range: [1, 50]}` or `[0, 1, 0.1]`: exact, with as many decimals as written. */
export function stepsOf(
  list: SequenceNode,
  context: ReadContext,
  note: (finding: Finding) => void,
): readonly ScalarNode[] {
  const tell = (code: string, severity: Finding['severity'], message: string): readonly ScalarNode[] => {
    note({ code, severity, message, span: list, fixes: [] });
    return [];
  };
  const fail = (message: string): readonly ScalarNode[] => tell('invalid-range', 'error', message);
  const texts = list.items
    .map((item) => context.resolve(item))
    .map((node) => (node?.kind === 'scalar' ? node.text : ''));
  const [first, last, step] = [...texts, ...(texts.length === 2 ? ['1'] : [])].map(finite);
  if (first === undefined || last === undefined || step === undefined)
    return fail(t('A range must be two numbers and an optional step: [first, last, step].'));
  const decimals = Math.max(...texts.map(decimalsIn));
  const [from, to, by] = [unitsOf(first, -decimals), unitsOf(last, -decimals), unitsOf(step, -decimals)];
  if (by <= 0n || to < from)
    return fail(t('A range must be ascending: the first number is the lowest, and the step is above zero.'));
  const count = (to - from) / by + 1n;
  if (count > mostSteps)
    return fail(t('This range has {0} values. The maximum is {1}.', String(count), mostSteps));
  const values = Array.from(
    { length: Number(count) },
    (_, index): ScalarNode => ({
      kind: 'scalar',
      exact: false,
      chunk: list.chunk,
      start: list.start,
      end: list.end,
      text: written(from + BigInt(index) * by, decimals),
      style: 'plain',
    }),
  );
  const end = values.at(-1)?.text ?? '';
  if (from + (count - 1n) * by < to)
    tell(
      'range-end',
      count === 1n ? 'warning' : 'information',
      count === 1n
        ? t(
            'This range has a single value, {0}, because its step goes beyond {1}. Write [first, last, step].',
            end,
            texts[1] ?? '',
          )
        : t("The range ends at {0} and doesn't reach {1}.", end, texts[1] ?? ''),
    );
  return values;
}

/** A number that a program can read. */
function finite(text: string): Decimal | undefined {
  return Number.isFinite(Number(text)) ? decimalOf(text) : undefined;
}

function written(units: bigint, decimals: number): string {
  const plain = writeUnits(units, decimals);
  if (plain.length <= longestPlain) return plain;
  const [, digits = '', zeros = ''] = /^(-?\d+?)(0*)$/.exec(String(units)) ?? [];
  return `${digits}e${zeros.length - decimals}`;
}
