import type { SweepDocument } from '../../sweep/document';
import { narrowableTemplates } from '../../sweep/policy';
import { policyParts } from '../../sweep/policy-setting';
import { scalarsOf } from '../../sweep/setting-values';
import { exactRangeOf } from '../../sweep/syntax/chunk';
import type { Position, TextEdit } from '../../sweep/text';
import { onlyBucket } from '../buckets';
import { trailAt } from '../owner';

/** A policy that can be narrowed to the only bucket in the file. */
export interface Narrowing {
  readonly bucket: string;
  readonly edits: readonly TextEdit[];
}

/** The narrowed `iam_policy` at a place: each of its S3 templates that applies to every bucket. */
export function narrowingAt(document: SweepDocument, position: Position): Narrowing | undefined {
  const entry = trailAt(document, position).entries.at(-1);
  const target = entry === undefined ? undefined : document.context.resolve(entry.value);
  if (entry?.key.text !== 'iam_policy' || target === undefined) return undefined;
  const wide = policyParts(scalarsOf(target, document.context)).filter(({ text }) =>
    narrowableTemplates.some((template) => template === text),
  );
  const bucket = wide.length === 0 ? undefined : onlyBucket(document);
  if (bucket === undefined) return undefined;
  const edits = wide.flatMap(({ span, text }) =>
    span === undefined ? [] : [{ range: exactRangeOf(span), newText: `${text}:${bucket}` }],
  );
  return edits.length === 0 ? undefined : { bucket, edits };
}
