import type { Range, TextEdit } from './text';

/** A change that fixes a problem: shown to the user as `title`. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** A problem of a sweep file. `code` is stable and documented in docs/problems.md. */
export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information';
  /** One or two sentences: the problem, and its solution. */
  readonly message: string;
  readonly range: Range;
  readonly fixes: readonly Fix[];
}
