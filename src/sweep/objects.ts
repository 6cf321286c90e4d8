import { t } from '@vscode/l10n';
import picomatch from 'picomatch';
import type { ReadContext } from './context';
import type { Finding } from './finding';
import { validateObjects } from './generated/validate';
import { plainValue } from './grid';
import { safeName } from './name';
import { singleValue } from './single-value';
import { entryOf, type MappingNode, type ScalarNode } from './syntax/node';

/** Parameters that a run for an object has: its address, and the part after the last slash. */
export const objectKeys = ['object', 'object_name'] as const;

/** Objects of a bucket that a pattern names. */
export interface ObjectPattern {
  readonly bucket: string;
  /** What all keys begin with: the pattern up to the folder of its first wildcard. */
  readonly prefix: string;
  matches(key: string): boolean;
}

/** An object, as the run for it gets it. */
export interface ObjectRun {
  readonly name: string;
  /** `s3://bucket/key` */
  readonly object: string;
  readonly objectName: string;
}

/** `s3://bucket/prefix/*.csv`: as a shell, `*` stays in its folder and `**` doesn't; a folder with `/` at its end is all below it. */
export function parseObjectPattern(address: string): ObjectPattern | undefined {
  const [, bucket, written] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/s.exec(address.trim()) ?? [];
  if (bucket === undefined || written === undefined) return undefined;
  const glob = written.endsWith('/') ? `${written}**` : written;
  const { base } = picomatch.scan(glob);
  const fixed = base === glob ? glob : base === '' ? '' : `${base}/`;
  const isMatch = picomatch(glob, { dot: true, nonegate: true });
  return { bucket, prefix: fixed, matches: (key) => !key.endsWith('/') && (key === glob || isMatch(key)) };
}

/** A run for each of these keys, in the order of the keys, named by the part in which it differs from the others. */
export function objectRuns({ bucket, prefix }: ObjectPattern, keys: readonly string[]): readonly ObjectRun[] {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const taken = new Set<string>();
  return keys
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((key) => {
      const own =
        safeName(key.slice(folder.length).replace(/\.[A-Za-z0-9]{1,8}$/, '')).slice(0, 120) || 'object';
      let name = own;
      for (let again = 2; taken.has(name.toLowerCase()); again++) name = `${own}-${again}`;
      taken.add(name.toLowerCase());
      return { name, object: `s3://${bucket}/${key}`, objectName: key.slice(key.lastIndexOf('/') + 1) };
    });
}

/** Where `params` names objects, its pattern. Which objects there are is asked when a launch is prepared. */
export function readObjects(
  mapping: MappingNode,
  context: ReadContext,
): { readonly pattern: ScalarNode | undefined; readonly findings: readonly Finding[] } {
  const value = entryOf(mapping, 'objects')?.value;
  const written = value === undefined ? undefined : context.resolve(value);
  if (validateObjects(plainValue(mapping, context)) && written?.kind === 'scalar') {
    const pattern = singleValue(written);
    if (parseObjectPattern(pattern.text) !== undefined) return { pattern, findings: [] };
  }
  return {
    pattern: undefined,
    findings: [
      {
        code: 'invalid-value',
        severity: 'error',
        message: t('`objects` must be the address of objects in S3, such as s3://my-bucket/inputs/*.csv.'),
        span: written ?? mapping,
        fixes: [],
      },
    ],
  };
}
