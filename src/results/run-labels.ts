/** What of a run its label is made from. */
export interface LabeledRun {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Characters of a value that are shown. */
const longestValue = 32;
/** Keys up to this length stay as they are. */
const longestKey = 10;
/** Names that are made of parameters are cut here, or a little later. */
const longestMade = 120;
/** A shared beginning of own names that is longer than this is omitted. */
const longestShared = 16;

/**
 * Short labels of the runs of one sweep, in their order, each different: where a run is named by its parameters
 * (`learning_rate-0.001-batch_size-32`), the values that vary (`0.001 · 32`), with a short key where the value alone could be
 * taken for another parameter's (`layers=1 · heads=2`). Names that a user wrote stay as they are, but for a long beginning that all of
 * them share.
 */
export function runLabels(runs: readonly LabeledRun[]): readonly string[] {
  const keys = varyingKeys(runs);
  const keyed = ambiguousKeys(runs, keys);
  const short = shortKeys(keys);
  const cut = sharedBeginning(runs);
  const labels = runs.map((run) => {
    const rest = restOfName(run, keys);
    if (rest === undefined) return cut === 0 ? run.name : `…${run.name.slice(cut)}`;
    const values = keys.flatMap((key) => {
      const value = valueIn(run, key);
      if (value === undefined) return [];
      return [keyed.has(key) ? `${short.get(key) ?? key}=${shown(value)}` : shown(value)];
    });
    return [...values, ...(rest === '' ? [] : [rest])].join(' · ');
  });
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map((label, place) => (counts.get(label) === 1 ? label : (runs[place]?.name ?? label)));
}

const valueIn = ({ parameters }: LabeledRun, key: string): string | undefined =>
  Object.hasOwn(parameters, key) ? parameters[key] : undefined;

const shown = (value: string): string => {
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length <= longestValue ? line : `${line.slice(0, longestValue - 1)}…`;
};

/** Parameters that do not have the same value in every run, in the order of the file. */
function varyingKeys(runs: readonly LabeledRun[]): readonly string[] {
  const all = new Set<string>();
  for (const { parameters } of runs) for (const key of Object.keys(parameters)) all.add(key);
  const [first] = runs;
  return [...all].filter((key) => {
    const value = first === undefined ? undefined : valueIn(first, key);
    return value === undefined || runs.some((run) => valueIn(run, key) !== value);
  });
}

/**
 * Keys whose values are ambiguous alone: yes and no, empty, or also a value of another key. All of them where there is only one, or
 * where runs have different keys.
 */
function ambiguousKeys(runs: readonly LabeledRun[], keys: readonly string[]): ReadonlySet<string> {
  const owner = new Map<string, string>();
  const ambiguous = new Set<string>();
  if (keys.length === 1) return new Set(keys);
  for (const key of keys)
    for (const run of runs) {
      const value = valueIn(run, key);
      if (value === undefined) return new Set(keys);
      if (/^(|true|false|yes|no|on|off|null)$/i.test(value)) ambiguous.add(key);
      const other = owner.get(value);
      if (other === undefined) owner.set(value, key);
      else if (other !== key) ambiguous.add(key).add(other);
    }
  return ambiguous;
}

/** `learning_rate` → `lr`, where that names no other key. Short keys, and those of one word, stay. */
function shortKeys(keys: readonly string[]): ReadonlyMap<string, string> {
  const initials = keys.map((key) => {
    const words = key.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^\p{L}\p{N}]+/u);
    return key.length <= longestKey || words.length < 2
      ? key
      : words.map((word) => word.charAt(0).toLowerCase()).join('');
  });
  return new Map(
    keys.map((key, place) => {
      const short = initials[place] ?? key;
      return [key, initials.filter((other) => other === short).length === 1 ? short : key];
    }),
  );
}

/**
 * What a name made of `key-value` pairs has in addition to those that vary, such as `-2` for a repeated run; undefined where it is not
 * such a name. The pairs are written as a name can hold them: other characters are dashes.
 */
function restOfName({ name, parameters }: LabeledRun, keys: readonly string[]): string | undefined {
  const pairs = keys.flatMap((key) => {
    const value = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    return value === undefined ? [] : [`${key}-${value}`];
  });
  const made = inName(pairs.join('-'));
  if (made === '') return undefined;
  if (name === made || (name.length >= longestMade && made.startsWith(name.slice(0, longestMade)))) return '';
  if (name.startsWith(`${made}-`)) return withoutKey(name.slice(made.length + 1));
  if (name.endsWith(`-${made}`)) return withoutKey(name.slice(0, -made.length - 1));
  return undefined;
}

/** Runs can also be named by their instance type. */
const withoutKey = (rest: string): string => rest.replace(/^instance_type-/, '');

const inName = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');

/** Length of what all names begin with, up to a separator, where it is long; 0 otherwise. */
function sharedBeginning(runs: readonly LabeledRun[]): number {
  const [first, ...others] = runs.map(({ name }) => name);
  if (first === undefined || others.length === 0) return 0;
  let common = first.length;
  for (const name of others) {
    let same = 0;
    while (same < common && name[same] === first[same]) same += 1;
    common = same;
  }
  const end = Math.max(...['-', '_'].map((sign) => first.lastIndexOf(sign, common - 1))) + 1;
  return common > 0 && end > longestShared ? end : 0;
}
