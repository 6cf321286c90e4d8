import { t } from '@vscode/l10n';
import { isScalar as isScalarNode, parseDocument, stringify } from 'yaml';
import { KeyFacts } from '../../sweep/keys';
import { safeName } from '../../sweep/name';

/** A sweep file made of a file of another tool. */
export interface Imported {
  readonly text: string;
  /** What isn't the same, and what to check before a launch: sentences. */
  readonly notes: readonly string[];
}

type Entries = Readonly<Record<string, unknown>>;

/** Runs of a search that the file doesn't limit. */
const usualCount = 20;

/**
 * Turns a sweep configuration of Weights & Biases into a sweep file (docs.wandb.ai/models/sweeps/sweep-config-keys). Undefined for
 * a text that isn't one.
 */
export function importWandb(source: string): Imported | undefined {
  const document = parseDocument(source, { merge: true });
  const config: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (!isEntries(config) || !isEntries(config['parameters']) || typeof config['method'] !== 'string')
    return undefined;
  const notes: string[] = [];
  const { fixed, search } = readParameters(config['parameters'], config['method'], notes, (key, bound) => {
    const node = document.getIn(['parameters', key, bound], true);
    return isScalarNode(node) && /^[+-]?\d+$/.test(node.source ?? '');
  });
  const name = typeof config['name'] === 'string' ? safeName(config['name']) : '';
  const metric = metricOf(config['metric']);
  const program = typeof config['program'] === 'string' ? config['program'] : undefined;
  notes.push(t('Check instance_type and ttl: the file of W&B has neither.'));
  if (config['method'] === 'bayes')
    notes.push(t('Spawn has no Bayesian search. The values are drawn at random, all before the launch.'));
  if (config['command'] !== undefined)
    notes.push(t('`command` was not imported: check the line of user_data that starts the program.'));
  if (config['early_terminate'] !== undefined)
    notes.push(t('`early_terminate` was not imported: every run continues to its end.'));
  const sweep = {
    ...(name === '' ? {} : { name }),
    ...(metric === undefined ? {} : { metric }),
    defaults: {
      instance_type: 't3.medium',
      ttl: '1h',
      on_complete: 'terminate',
      ...(program === undefined ? {} : { files: [program] }),
      user_data: scriptOf(program, [...Object.keys(fixed), ...Object.keys(search)]),
      ...fixed,
    },
    ...runsOf(config, search, notes),
  };
  const head = [
    t('Imported from a sweep configuration of W&B. Check it before you launch:'),
    ...notes.map((note) => `- ${note}`),
  ];
  return {
    text: `${head.map((line) => `# ${line}\n`).join('')}${stringify(sweep, { lineWidth: 0 })}`,
    notes,
  };
}

function runsOf({ method, run_cap: cap }: Entries, search: Entries, notes: string[]): Entries {
  if (Object.keys(search).length === 0) return { count: 1 };
  if (method === 'grid') return { grid: search };
  const count = typeof cap === 'number' && Number.isInteger(cap) && cap > 0 ? cap : usualCount;
  if (count !== cap) notes.push(t('The file of W&B sets no run_cap, so count is {0}.', usualCount));
  return { random: { count, seed: 1, space: search } };
}

function readParameters(
  parameters: Entries,
  method: string,
  notes: string[],
  isWhole: (key: string, bound: 'max' | 'min') => boolean,
): { readonly fixed: Entries; readonly search: Entries } {
  const fixed: Record<string, unknown> = {};
  const search: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(parameters)) {
    if (!isEntries(given) || given['parameters'] !== undefined) {
      notes.push(t('Parameter {0} was not imported: it contains other parameters.', key));
      continue;
    }
    const { value, values } = given;
    // `1.0` isn't a whole number there, and decides what is drawn.
    const space = spaceOf(given, isWhole(key, 'min') && isWhole(key, 'max'));
    if (isScalar(value)) fixed[key] = value;
    else if (Array.isArray(values) && values.every(isScalar))
      search[key] = method === 'grid' ? values : { choice: values };
    else if (space !== undefined && method !== 'grid') search[key] = space;
    else notes.push(t('Parameter {0} was not imported: its distribution has no equivalent.', key));
  }
  return { fixed, search };
}

/** A distribution of W&B as one of `random.space`; without a name it follows from the bounds. */
function spaceOf({ distribution, max, min }: Entries, whole: boolean): Entries | undefined {
  if (typeof min !== 'number' || typeof max !== 'number') return undefined;
  switch (distribution) {
    case undefined:
      return whole ? { int_uniform: [min, max] } : { uniform: [min, max] };
    case 'int_uniform':
      return { int_uniform: [min, max] };
    case 'uniform':
      return { uniform: [min, max] };
    case 'log_uniform_values':
      return { log_uniform: [min, max] };
    case 'log_uniform':
      // Its bounds are exponents of e.
      return { log_uniform: [Math.exp(min), Math.exp(max)].map((bound) => Number(bound.toPrecision(6))) };
    default:
      return undefined;
  }
}

function metricOf(metric: unknown): Entries | undefined {
  if (!isEntries(metric) || typeof metric['name'] !== 'string') return undefined;
  return { name: metric['name'], goal: metric['goal'] === 'maximize' ? 'max' : 'min' };
}

/** What the agent of W&B runs by default: the program with an argument for each parameter. */
function scriptOf(program: string | undefined, keys: readonly string[]): string {
  if (program === undefined) return '#!/bin/bash\nset -e\n# Start your program here.\n';
  const facts = new KeyFacts();
  const words = keys.map((key) => `--${key}="$${facts.of(key).variable}"`);
  return `#!/bin/bash\nset -e\n${['python3', quoted(program), ...words].join(' ')}\n`;
}

const quoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
