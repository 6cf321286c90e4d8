/** An entry of `files`: a path or a glob. With `ignored` it includes what `.gitignore` keeps back. */
export type FilePattern = string | { readonly path: string; readonly ignored: true };

export const pathOfPattern = (pattern: FilePattern): string =>
  typeof pattern === 'string' ? pattern : pattern.path;

/** As people read it; also tells patterns apart. */
export const patternText = (pattern: FilePattern): string =>
  typeof pattern === 'string' ? pattern : `{path: ${pattern.path}, ignored: true}`;

/** Whether a path leaves the folder of the sweep file. */
export const isOutside = (path: string): boolean =>
  /^(?:[/\\~]|[A-Za-z]:)/.test(path) || path.split(/[/\\]/).includes('..');
