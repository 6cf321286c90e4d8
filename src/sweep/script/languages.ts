const byExtension: Readonly<Record<string, string>> = {
  ...{ py: 'Python', r: 'R', rb: 'Ruby', pl: 'Perl', js: 'JavaScript', mjs: 'JavaScript', cjs: 'JavaScript' },
  ...{ ts: 'TypeScript', jl: 'Julia', lua: 'Lua', php: 'PHP', go: 'Go', rs: 'Rust', c: 'C', cpp: 'C++' },
  ...{ java: 'Java', sql: 'SQL', json: 'JSON', yaml: 'YAML', yml: 'YAML', toml: 'TOML', xml: 'XML' },
  ...{ sh: 'shell', bash: 'shell', service: 'systemd', m: 'MATLAB', scala: 'Scala', ipynb: 'JSON' },
};

const byProgram: readonly (readonly [RegExp, string])[] = [
  [/^(?:a|ba|rba|da|k|mk)?sh$/, 'shell'],
  [/^python[\d.]*$|^pypy3?$|^uv$/, 'Python'],
  [/^Rscript$|^R$/, 'R'],
  [/^(?:node|nodejs|deno|bun)$/, 'JavaScript'],
  [/^perl$/, 'Perl'],
  [/^ruby$/, 'Ruby'],
  [/^julia$/, 'Julia'],
  [/^php$/, 'PHP'],
  [/^lua[\d.]*$/, 'Lua'],
  [/^(?:psql|mysql|sqlite3)$/, 'SQL'],
  [/^(?:g|m|n)?awk$/, 'awk'],
];

/** Programming languages: a shell line is a mistake in their files, while it can be data in others. */
const programming: ReadonlySet<string> = new Set([
  ...['Python', 'R', 'Ruby', 'Perl', 'JavaScript', 'TypeScript', 'Julia', 'Lua', 'PHP', 'Go', 'Rust', 'C'],
  ...['C++', 'Java', 'Scala', 'SQL', 'MATLAB'],
]);

export const isProgramming = (language: string): boolean => programming.has(language);

/** The language of a program with this name or path; undefined if it isn't known. */
export function languageOfProgram(program: string): string | undefined {
  const base = program.split('/').at(-1) ?? '';
  return byProgram.find(([pattern]) => pattern.test(base))?.[1];
}

export const languageOfExtension = (extension: string): string | undefined =>
  byExtension[extension.toLowerCase()];

/** The first line of a script that names its interpreter. */
export interface Shebang {
  /** The program that runs the script, without `env`: `/bin/bash`, `python3`. */
  readonly program: string;
  /** Whether it is searched in PATH. */
  readonly searched: boolean;
  /** The arguments before the script's own path. */
  readonly options: readonly string[];
}

/** The interpreter in the first line of a script; undefined if it has no `#!`. */
export function shebangOf(text: string): Shebang | undefined {
  const words = /^#![ \t]*([^\r\n]*)/
    .exec(text)?.[1]
    ?.trim()
    .split(/[ \t]+/);
  const [program = '', ...rest] = words ?? [];
  if (program === '') return undefined;
  const base = program.split('/').at(-1) ?? '';
  if (base === 'busybox') return { program: rest[0] ?? program, searched: false, options: rest.slice(1) };
  if (base !== 'env') return { program, searched: false, options: rest };
  // `env -S uv run --script`, `env -S VAR=1 bash -e`: options and assignments of `env` come first.
  const at = rest.findIndex((word) => !/^-|=/.test(word));
  return { program: rest[at] ?? '', searched: true, options: at === -1 ? [] : rest.slice(at + 1) };
}

/** Language of a script by its first line; undefined if it has no `#!`, or names an unknown program. */
export function languageOfShebang(text: string): string | undefined {
  const shebang = shebangOf(text);
  return shebang === undefined ? undefined : languageOfProgram(shebang.program);
}

/** Whether a shell runs this script: `sh` does if it names no interpreter. An unknown interpreter isn't a shell. */
export const isShellScript = (text: string): boolean =>
  shebangOf(text) === undefined || languageOfShebang(text) === 'shell';
