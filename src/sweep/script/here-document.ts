import type { ShellNode, TextSpan } from './shell';

/** A here-document: what stands between `<< END` and `END`. */
export interface HereDocument {
  /** The word behind `<<`, with its quotes. */
  readonly opening: TextSpan;
  readonly delimiter: string;
  /** `<< 'END'`: the shell expands nothing in it. */
  readonly quoted: boolean;
  readonly body: TextSpan;
  /** False where its delimiter never comes: it swallows the rest of the script. */
  readonly closed: boolean;
  /** What it is written in, where that can be told. */
  readonly language: string | undefined;
}

const BY_EXTENSION: Readonly<Record<string, string>> = {
  ...{ py: 'Python', r: 'R', rb: 'Ruby', pl: 'Perl', js: 'JavaScript', mjs: 'JavaScript', cjs: 'JavaScript' },
  ...{ ts: 'TypeScript', jl: 'Julia', lua: 'Lua', php: 'PHP', go: 'Go', rs: 'Rust', c: 'C', cpp: 'C++' },
  ...{
    java: 'Java',
    sql: 'SQL',
    json: 'JSON',
    yaml: 'YAML',
    yml: 'YAML',
    toml: 'TOML',
    xml: 'XML',
    sh: 'shell',
  },
  ...{ bash: 'shell', service: 'systemd', m: 'MATLAB', scala: 'Scala', ipynb: 'JSON' },
};

const BY_PROGRAM: readonly (readonly [RegExp, string])[] = [
  [/^(?:ba|da|k|z|a)?sh$/, 'shell'],
  [/^python[\d.]*$|^pypy3?$/, 'Python'],
  [/^Rscript$|^R$/, 'R'],
  [/^(?:node|nodejs|deno|bun)$/, 'JavaScript'],
  [/^perl$/, 'Perl'],
  [/^ruby$/, 'Ruby'],
  [/^julia$/, 'Julia'],
  [/^php$/, 'PHP'],
  [/^(?:psql|mysql|sqlite3)$/, 'SQL'],
];

function languageOfProgram(program: string): string | undefined {
  const base = program.split('/').at(-1) ?? '';
  return BY_PROGRAM.find(([pattern]) => pattern.test(base))?.[1];
}

/** Language of a script by its first line; undefined where it has no `#!`. */
export function languageOfShebang(text: string): string | undefined {
  const line = /^#!\s*(\S+)(?:\s+(\S+))?(?:\s+(\S+))?/.exec(text);
  if (line === null) return undefined;
  const [, program = '', first = '', second = ''] = line;
  if (!/(?:^|\/)env$/.test(program)) return languageOfProgram(program);
  return languageOfProgram(first === '-S' ? second : first);
}

/** Reads a here-document's opening; `line` is the statement it belongs to. */
export function hereDocument(opening: ShellNode, script: string, indented: boolean): HereDocument {
  const word = script.slice(opening.start, opening.end);
  const delimiter = word.replaceAll(/["'\\]/g, '');
  const bodyStart = nextLine(script, opening.end);
  let at = bodyStart;
  let closed = false;
  while (at < script.length) {
    const end = nextLine(script, at);
    const line = script.slice(at, end).replace(/\r?\n$/, '');
    if ((indented ? line.replace(/^\t+/, '') : line) === delimiter) {
      closed = true;
      break;
    }
    at = end;
  }
  const body = { start: bodyStart, end: at };
  const text = script.slice(body.start, body.end);
  return {
    opening: { start: opening.start, end: opening.end },
    delimiter,
    quoted: word !== delimiter,
    body,
    closed,
    language: languageOf(text, script.slice(lineStart(script, opening.start), nextLine(script, opening.end))),
  };
}

function languageOf(body: string, statement: string): string | undefined {
  const told = languageOfShebang(body.trimStart());
  if (told !== undefined) return told;
  const target = /(?:>{1,2}\s*|\btee\s+(?:-a\s+)?)["']?([^\s"'|;&<>]+)/.exec(statement)?.[1];
  const extension = /\.([A-Za-z]+)$/.exec(target ?? '')?.[1]?.toLowerCase();
  if (extension !== undefined) return BY_EXTENSION[extension];
  if (target !== undefined) return undefined;
  const words = statement.trim().split(/\s+/);
  const program = words.find((word) => !/^(?:sudo|env|exec|-\w*|\w+=.*)$/.test(word)) ?? '';
  return languageOfProgram(program);
}

export function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

export const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
