import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A row of the tables in docs/launch-errors.md. */
export interface DocumentedError {
  readonly code: string;
  /** What EC2 says with it, where the class depends on it; else any words. */
  readonly message: string;
  readonly kind: string;
}

/** Every code that docs/launch-errors.md lists, in its order. */
export function documentedErrors(root: string): readonly DocumentedError[] {
  const text = readFileSync(path.join(root, 'docs/launch-errors.md'), 'utf8');
  return [...text.matchAll(/^\| `([\w.]+)` \| (.*?) ?\| ([\w-]+) \|$/gm)].map(
    ([, code = '', message = '', kind = '']) => ({
      code,
      message: message === '' ? 'The request could not be completed.' : message,
      kind,
    }),
  );
}
