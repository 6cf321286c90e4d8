/** An entry of `files`: a path or a glob. With `ignored`, it includes files that `.gitignore` excludes. */
export type FilePattern = string | { readonly path: string; readonly ignored: true };

export const pathOfPattern = (pattern: FilePattern): string =>
  typeof pattern === 'string' ? pattern : pattern.path;

/** As shown to users; also identifies a pattern. */
export const patternText = (pattern: FilePattern): string =>
  typeof pattern === 'string' ? pattern : `{path: ${pattern.path}, ignored: true}`;

/** Whether a path is outside the folder of the sweep file. */
export const isOutside = (path: string): boolean =>
  /^(?:[/\\~]|[A-Za-z]:)/.test(path) || path.split(/[/\\]/).includes('..');
