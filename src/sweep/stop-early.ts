import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { changeTo, type Finding } from './finding';
import { stopEarlyKeyDocs } from './generated/keys';
import { validateStopEarly } from './generated/validate';
import { plainValue } from './grid';
import { nearest } from './keys';
import type { StopEarly } from './settings';
import type { Block } from './structure';
import { entryOf, type MappingNode, type Span } from './syntax/node';

type Key = keyof typeof stopEarlyKeyDocs;

const required: readonly Key[] = ['metric', 'goal', 'first'];

/** Reads the mapping under `stop_early`; undefined, with a finding, if it doesn't define when runs stop. */
export function readStopEarly(
  block: Block | undefined,
  context: ReadContext,
  findings: Finding[],
): StopEarly | undefined {
  if (block === undefined) return undefined;
  const target = context.resolve(block.value);
  const wrong = (message: string, span: Span, fixes: Finding['fixes'] = []): undefined => {
    findings.push({ code: 'invalid-stop-early', severity: 'error', message, span, fixes });
  };
  if (target?.kind !== 'mapping')
    return wrong(
      t('`stop_early` requires a `metric`, a `goal`, and a `first` step: {0}.', example),
      target === undefined || target.start === target.end ? block.key : target,
    );
  const strange = target.entries.find(({ key }) => !Object.hasOwn(stopEarlyKeyDocs, key.text));
  if (strange !== undefined) {
    const unused = Object.keys(stopEarlyKeyDocs).filter((key) => entryOf(target, key) === undefined);
    const meant = nearest(strange.key.text, unused);
    return wrong(
      t(
        '`stop_early` allows only {0}.',
        Object.keys(stopEarlyKeyDocs)
          .map((key) => `\`${key}\``)
          .join(', '),
      ),
      strange.key,
      meant === undefined ? [] : changeTo(meant, strange.key),
    );
  }
  const missing = required.find((key) => entryOf(target, key) === undefined);
  if (missing !== undefined)
    return wrong(t('`stop_early` requires `{0}`: {1}.', missing, example), block.key);
  if (validateStopEarly(plainValue(target, context))) return stopEarlyIn(target, context);
  for (const { key, value } of target.entries) {
    const [, name] =
      Object.keys(stopEarlyKeyDocs)
        .map((one) => [one === key.text, one] as const)
        .find(([is]) => is) ?? [];
    if (name === undefined || validateStopEarly({ ...valid, [name]: plainValue(value, context) })) continue;
    const meaning = meanings()[name];
    return wrong(
      meaning ?? t('`stop_early` requires {0}.', example),
      value.start === value.end ? key : value,
    );
  }
  return wrong(t('`stop_early` requires {0}.', example), block.key);
}

const example = '`{metric: val_loss, goal: min, rule: asha, first: 3, factor: 3, least: 4}`';
/** Has no fault itself. */
const valid = { metric: 'x', goal: 'min', first: 1 };

const meanings = (): Readonly<Record<string, string>> => ({
  metric: t('`metric` must be the name of a value that runs report as a metric.'),
  goal: t('`goal` must be min or max: whether the lowest or the highest value is best.'),
  rule: t('`rule` must be {0} or {1}.', '`asha`', '`median`'),
  first: t('`first` must be a whole number above zero: the step of the first comparison.'),
  factor: t('`factor` must be a whole number from 2 to 100.'),
  least: t('`least` must be a whole number from 2 to 10000: how many runs a comparison needs.'),
});

function stopEarlyIn(mapping: MappingNode, context: ReadContext): StopEarly {
  const textOf = (key: Key): string | undefined => {
    const entry = entryOf(mapping, key);
    const scalar = entry === undefined ? undefined : context.resolve(entry.value);
    return scalar?.kind === 'scalar' ? scalar.text : undefined;
  };
  const numberOf = (key: 'first' | 'factor' | 'least', fallback: number): number =>
    Number(textOf(key) ?? fallback);
  return {
    metric: textOf('metric') ?? '',
    goal: textOf('goal') === 'max' ? 'max' : 'min',
    rule: textOf('rule') === 'median' ? 'median' : 'asha',
    first: numberOf('first', 1),
    factor: numberOf('factor', Number(stopEarlyKeyDocs.factor.fallback)),
    least: numberOf('least', Number(stopEarlyKeyDocs.least.fallback)),
  };
}
