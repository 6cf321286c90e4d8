import { t } from '@vscode/l10n';
import type { ReadContext } from './context';
import { changeTo, type Finding, plainOrQuoted, rewriteFix } from './finding';
import { metricKeyDocs } from './generated/keys';
import { validateMetric } from './generated/validate';
import { plainValue } from './grid';
import { nearest } from './keys';
import type { SweepMetric } from './run';
import type { Block } from './structure';
import {
  entryOf,
  exactSpan,
  exactSpanOf,
  type MappingNode,
  type ScalarNode,
  type Span,
  type SyntaxNode,
} from './syntax/node';

type Goal = SweepMetric['goal'];

const goals: readonly Goal[] = ['min', 'max'];

/** The values of other tools: W&B `minimize`, Optuna `minimize`, Keras `min`, Ray `min`. */
const sameGoals: Readonly<Record<Goal, RegExp>> = {
  min: /^(?:min(?:imum|imi[sz]e)?|low(?:er|est)?|less|least|down|asc(?:ending)?|smaller)$/i,
  max: /^(?:max(?:imum|imi[sz]e)?|high(?:er|est)?|more|most|up|desc(?:ending)?|greater)$/i,
};

/** Reads the mapping under `metric`; undefined, with a finding, if it doesn't define a metric. */
export function readMetric(
  block: Block | undefined,
  context: ReadContext,
  findings: Finding[],
): SweepMetric | undefined {
  if (block === undefined) return undefined;
  const target = context.resolve(block.value);
  if (target?.kind === 'mapping' && validateMetric(plainValue(target, context))) {
    const texts = ['name', 'goal'].map((key) => {
      const value = entryOf(target, key)?.value;
      const scalar = value === undefined ? undefined : context.resolve(value);
      return scalar?.kind === 'scalar' ? scalar.text : '';
    });
    const [name = '', goal] = texts;
    return { name, goal: goal === 'min' ? 'min' : 'max' };
  }
  const wrong = (message: string, span: Span, fixes: Finding['fixes'] = []): undefined => {
    findings.push({ code: 'invalid-metric', severity: 'error', message, span, fixes });
  };
  const shape = t('`metric` requires a `name` and a `goal`: {0}.', '`{name: val/loss, goal: min}`');
  if (target === undefined) return wrong(shape, block.key);
  if (target.kind === 'scalar') {
    const written = target.text.trim();
    return wrong(
      shape,
      target.start === target.end ? block.key : target,
      written === '' || block.value !== target || target.chunk.language === 'json'
        ? []
        : goals.flatMap((goal) => {
            const newText = `{name: ${plainOrQuoted(written)}, goal: ${goal}}`;
            return rewriteFix(t('Change to {0}', newText), target, newText);
          }),
    );
  }
  if (target.kind !== 'mapping') return wrong(shape, block.value);
  const strange = target.entries.find(({ key }) => !Object.hasOwn(metricKeyDocs, key.text));
  if (strange !== undefined) {
    const unused = Object.keys(metricKeyDocs).filter((key) => entryOf(target, key) === undefined);
    const meant = nearest(strange.key.text, unused);
    return wrong(
      t('`metric` allows only `name` and `goal`.'),
      strange.key,
      meant === undefined ? [] : changeTo(meant, strange.key),
    );
  }
  const goal = entryOf(target, 'goal')?.value;
  const scalar = goal === undefined ? undefined : context.resolve(goal);
  if (goal !== undefined && !(scalar?.kind === 'scalar' && goals.some((known) => known === scalar.text)))
    return wrong(
      t('`goal` must be min or max: whether the lowest or the highest value is best.'),
      goal.start === goal.end ? (entryOf(target, 'goal')?.key ?? goal) : goal,
      scalar?.kind === 'scalar' && scalar === goal ? goalFixes(scalar) : [],
    );
  const name = entryOf(target, 'name');
  return wrong(
    shape,
    block.key,
    name === undefined || goal !== undefined ? [] : missingGoal(target, name.value),
  );
}

/** Adds the goal after the name, in the style of the mapping. */
function missingGoal(mapping: MappingNode, name: SyntaxNode): Finding['fixes'] {
  const place = exactSpanOf(name);
  if (place === undefined) return [];
  const { chunk, end } = place;
  const indent = chunk.positionAt(mapping.start).character;
  return goals.map((goal) => ({
    title: t('Add `{0}: {1}`', 'goal', goal),
    edits: [
      {
        span: exactSpan(chunk, end, end),
        newText:
          chunk.language === 'json'
            ? `, "goal": "${goal}"`
            : mapping.flow
              ? `, goal: ${goal}`
              : `\n${' '.repeat(indent)}goal: ${goal}`,
      },
    ],
  }));
}

function goalFixes(scalar: ScalarNode): Finding['fixes'] {
  if (scalar.text.trim() === '') return [];
  const meant = goals.filter((goal) => sameGoals[goal].test(scalar.text.trim()));
  return (meant.length > 0 ? meant : goals).flatMap((goal) => changeTo(goal, scalar));
}
