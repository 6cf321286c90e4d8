import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { type Finding, plainOrQuoted, rewriteFix } from './finding';
import { distributionDocs } from './generated/keys';
import { nearest } from './keys';
import { entryOf, type MappingNode, type ScalarNode, type SyntaxNode, scalarType } from './syntax/node';

type Kind = keyof typeof distributionDocs;

/** Distributions in other tools: W&B, Ray Tune, Optuna, Hyperopt, scikit-learn, Keras Tuner. */
const same: Readonly<Record<Kind, RegExp>> = {
  uniform: /^(?:q_?uniform|uniform_float|float|real|suggest_(?:float|uniform))$/i,
  log_uniform:
    /^(?:q_?log_?uniform|log_?uniform(?:_values)?|inv_log_uniform(?:_values)?|reciprocal|suggest_loguniform|log)$/i,
  int_uniform: /^(?:int(?:eger)?|randint|q_?randint|int_?uniform|suggest_int|range)$/i,
  choice: /^(?:choices?|values?|categorical|options?|sample|suggest_categorical|constant)$/i,
};

const kinds = Object.keys(distributionDocs) as readonly Kind[];

/** The probable intent of an invalid distribution under `space`, in the syntax of a sweep file; undefined if unclear. */
function meant(value: SyntaxNode, context: ReadContext): string | undefined {
  const target = context.resolve(value);
  if (target === undefined) return undefined;
  // A list is a choice in every tool that accepts one, and a single value is a choice of one.
  if (target.kind === 'sequence') return choiceOf(target.items, context);
  if (target.kind === 'scalar') return target.text === '' ? undefined : choiceOf([target], context);
  if (target.kind !== 'mapping') return undefined;
  return meantByMapping(target, context);
}

function meantByMapping(mapping: MappingNode, context: ReadContext): string | undefined {
  const scalar = (...keys: readonly string[]): ScalarNode | undefined => {
    for (const key of keys) {
      const found = entryOf(mapping, key)?.value;
      const node = found === undefined ? undefined : context.resolve(found);
      if (node?.kind === 'scalar') return node;
    }
    return undefined;
  };
  const named = scalar('distribution', 'type', 'dist')?.text;
  const kind = named === undefined ? undefined : kindCalled(named);
  const [low, high] = [scalar('min', 'low', 'lower', 'a'), scalar('max', 'high', 'upper', 'b')];
  if (low !== undefined && high !== undefined) return bounded(kind, named, low, high);
  const listed = ['values', 'value', 'choices', 'options', 'categories', 'choice'].map(
    (key) => entryOf(mapping, key)?.value,
  );
  const list = listed.find((each) => each !== undefined);
  if (list !== undefined) {
    const target = context.resolve(list);
    if (target?.kind === 'sequence') return choiceOf(target.items, context);
    return target?.kind === 'scalar' ? choiceOf([target], context) : undefined;
  }
  const [entry] = mapping.entries;
  if (entry === undefined || mapping.entries.length > 1) return undefined;
  const other = kindCalled(entry.key.text);
  const target = context.resolve(entry.value);
  if (other === undefined || other === entry.key.text || target?.kind !== 'sequence') return undefined;
  if (other === 'choice') return choiceOf(target.items, context);
  const bounds = textsOf(target.items.slice(0, 2), context);
  return bounds === undefined || target.items.length < 2 ? undefined : `{${other}: [${bounds.join(', ')}]}`;
}

function kindCalled(name: string): Kind | undefined {
  return kinds.find((kind) => same[kind].test(name)) ?? nearest(name, kinds);
}

function bounded(
  kind: Kind | undefined,
  named: string | undefined,
  low: ScalarNode,
  high: ScalarNode,
): string | undefined {
  if (![low, high].every((each) => ['integer', 'number'].includes(scalarType(each)))) return undefined;
  // W&B's log_uniform takes the exponents; its log_uniform_values takes the values.
  if (named === 'log_uniform' && Number(low.text) <= 0)
    return `{log_uniform: [${exp(low.text)}, ${exp(high.text)}]}`;
  const whole = [low, high].every((each) => scalarType(each) === 'integer');
  const guess = kind === undefined || kind === 'choice' ? (whole ? 'int_uniform' : 'uniform') : kind;
  return `{${guess}: [${low.text}, ${high.text}]}`;
}

const exp = (power: string): string => String(Number(Math.exp(Number(power)).toPrecision(6)));

function choiceOf(items: readonly SyntaxNode[], context: ReadContext): string | undefined {
  const texts = textsOf(items, context);
  return texts === undefined || texts.length === 0 ? undefined : `{choice: [${texts.join(', ')}]}`;
}

/** Values as they are written; undefined if one of them isn't a plain value. */
function textsOf(items: readonly SyntaxNode[], context: ReadContext): readonly string[] | undefined {
  const texts = items.map((item) => {
    const scalar = context.resolve(item);
    if (scalar?.kind !== 'scalar') return undefined;
    return scalarType(scalar) === 'string' || scalar.style !== 'plain'
      ? scalar.chunk.language === 'json'
        ? JSON.stringify(scalar.text)
        : plainOrQuoted(scalar.text)
      : scalar.text;
  });
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** One finding for a parameter of `space` that isn't a distribution, with the probable intent. */
export function distributionSlip(key: ScalarNode, value: SyntaxNode, context: ReadContext): Finding {
  const written = meant(value, context);
  const newText =
    written === undefined || value.chunk.language === 'yaml'
      ? written
      : written.replace(/^\{(\w+):/, '{"$1":');
  return {
    code: 'invalid-distribution',
    severity: 'error',
    message:
      newText === undefined
        ? t(
            '`{0}` requires one of uniform: [low, high], log_uniform: [low, high], int_uniform: [low, high], or choice: [values].',
            key.text,
          )
        : t("`{0}` doesn't specify a distribution. Did you mean {1}?", key.text, newText),
    span: value.start === value.end ? key : value,
    fixes: newText === undefined ? [] : rewriteFix(t('Change to {0}', newText), value, newText),
  };
}
