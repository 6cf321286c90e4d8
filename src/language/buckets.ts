import type { SweepDocument } from '../sweep/document';
import { isBucketName } from '../sweep/policy';

/** Patterns in scripts and values for the name of a bucket, or a variable with its name. */
const mentions: readonly RegExp[] = [
  /\bs3:\/\/([^\s"'`()<>|;&,/\\]*)/g,
  /--bucket[ =]+["']?([^\s"'`()<>|;&]*)/g,
  // boto3: `Bucket='name'`, `s3.Bucket('name')`. Without quotes it is a variable of that program.
  /\bBucket\s*[=(]\s*(?:["']([^"']*)["'])?/g,
];

/** The only bucket in a sweep file; undefined if there is none, several, or one that can't be determined. */
export function onlyBucket(document: SweepDocument): string | undefined {
  const { runs } = document.sweep();
  const buckets = new Set<string>();
  const scripts = new Set(runs.map(({ settings }) => settings.userData ?? ''));
  for (const script of scripts) {
    for (const mention of mentionsIn(script)) {
      for (const bucket of namesOf(mention, script, document)) buckets.add(bucket);
      if (buckets.size > 1) return undefined;
    }
  }
  for (const { parameters } of runs) {
    for (const value of parameters.values()) {
      if (!value.includes('s3:')) continue;
      for (const mention of mentionsIn(value)) buckets.add(mention);
    }
    if (buckets.size > 1) return undefined;
  }
  const [bucket] = buckets;
  return bucket !== undefined && isBucketName(bucket) ? bucket : undefined;
}

const mentionsIn = (text: string): readonly string[] =>
  mentions.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name));

/** Resolves a mention: a quoted or bare name, or the values of a variable. Unchanged if unknown. */
function namesOf(mention: string, script: string, document: SweepDocument): readonly string[] {
  const bare = mention.replace(/^["']|["']$/g, '');
  const variable = /^\$(?:(\w+)|\{(\w+)\})$/.exec(bare);
  const name = variable?.[1] ?? variable?.[2];
  if (name === undefined) return [bare];
  const assigned = assignedTo(name, script);
  if (assigned !== undefined) return [assigned];
  const values = new Set<string>();
  for (const { parameters } of document.sweep().runs) {
    const key = [...parameters.keys()].find((one) => document.context.keys.of(one).variable === name);
    values.add(key === undefined ? mention : (parameters.get(key) ?? mention));
    if (values.size > 1) break;
  }
  return [...values];
}

/** The text that a script assigns to a variable once, as a plain word. */
function assignedTo(name: string, script: string): string | undefined {
  const pattern = new RegExp(`(?<![\\w$])${name}=(["']?)([^\\s"'$\`]*)\\1(?=[\\s;]|$)`, 'g');
  const all = [...script.matchAll(new RegExp(`(?<![\\w$])${name}=`, 'g'))];
  const [found] = [...script.matchAll(pattern)];
  return all.length === 1 ? found?.[2] : undefined;
}
