import { isCloudConfig } from './cloud-config';
import { isShellScript, shebangOf } from './languages';
import type { TextSpan } from './shell';

/** The type of `user_data`, by its first bytes. */
export type Opening =
  /** A script, which runs with its `#!` interpreter or with `sh`. */
  | { readonly kind: 'script' }
  /** A script or cloud-config with other lines before its first line. */
  | { readonly kind: 'late'; readonly header: TextSpan; readonly is: 'shell' | 'program' | 'cloud-config' }
  | { readonly kind: 'cloud-config' }
  /** A format that isn't a script. `line`: the line that shows it. */
  | { readonly kind: 'foreign'; readonly format: ForeignFormat; readonly line: TextSpan };

export type ForeignFormat =
  | 'include'
  | 'hook'
  | 'part'
  | 'mime'
  | 'template'
  | 'windows'
  | 'base64'
  | 'binary';

const headerPattern = /^#!\s*(?:\/|\S*\benv\s)|^#cloud-config\s*$/;

const foreignFormats: readonly (readonly [RegExp, ForeignFormat])[] = [
  [/^#include(?:-once)?\b/, 'include'],
  [/^#cloud-boothook\b/, 'hook'],
  [/^#(?:part-handler|upstart-job|cloud-config-archive|cloud-config-jsonp)\b/, 'part'],
  [/^##\s*template:\s*jinja/, 'template'],
  [/^(?:Content-Type|MIME-Version):\s/i, 'mime'],
  [
    /^<(?:powershell|script|persist|runAsLocalSystem)>|^#ps1(?:_sysnative|_x86)?\s*$|^rem\s+cmd\b/i,
    'windows',
  ],
];

/** Base64 of gzip, `#!`, `#cloud-config`, `#include`, `Content-Type` and `MIME-Version`. */
const encoded = /^(?:H4sI|IyE|I2Nsb3VkLW|I2luY2x1ZG|Q29udGVudC1UeX|TUlNRS1WZX)[A-Za-z0-9+/]*={0,2}$/;

export function openingOf(text: string): Opening {
  if (isBinary(text)) return foreign('binary', firstLine(text));
  if (text.length >= 16 && encoded.test(text.replaceAll(/\s/g, '')))
    return foreign('base64', firstLine(text));
  const line = firstLine(text);
  const written = text.slice(line.start, line.end);
  const format = foreignFormats.find(([pattern]) => pattern.test(written))?.[1];
  if (format !== undefined) return foreign(format, line);
  if (isCloudConfig(text)) return { kind: 'cloud-config' };
  return lateHeader(text) ?? { kind: 'script' };
}

/** Whether a shell runs it. */
export const runsAsShell = (opening: Opening): boolean =>
  opening.kind === 'script' ||
  (opening.kind === 'late' && opening.is === 'shell') ||
  (opening.kind === 'foreign' && opening.format === 'hook');

/** A binary program, compressed data, or UTF-16 text. */
export const isBinary = (text: string): boolean =>
  text.startsWith('\u007fELF') || text.startsWith('\u001f') || text.includes('\0');

const foreign = (format: ForeignFormat, line: TextSpan): Opening => ({ kind: 'foreign', format, line });

/** The first line that is not blank, trimmed. */
function firstLine(text: string): TextSpan {
  const match = /\S[^\n]*/.exec(text);
  const start = match?.index ?? 0;
  return { start, end: start + (match?.[0].trimEnd().length ?? 0) };
}

/** A `#!` or `#cloud-config` after only whitespace and comments. */
function lateHeader(text: string): Opening | undefined {
  let at = 0;
  for (const line of text.split('\n')) {
    const content = line.replace(/^[\s\ufeff]+/, '');
    const start = at + line.length - content.length;
    if (start > 0 && headerPattern.test(content)) {
      const header = { start, end: start + content.trimEnd().length };
      const isConfig = content.startsWith('#cloud');
      return {
        kind: 'late',
        header,
        is: isConfig ? 'cloud-config' : isShellScript(content) ? 'shell' : 'program',
      };
    }
    if (at === 0 && /^#!|^#cloud-config/.test(line)) return undefined;
    if (content !== '' && !content.startsWith('#')) return undefined;
    at += line.length + 1;
  }
  return undefined;
}

/** Programs that are part of Amazon Linux 2023 (AL2023 User Guide, "Python in AL2023", "Perl in AL2023"). */
const onTheImage: ReadonlySet<string> = new Set([
  ...['sh', 'bash', 'python3', 'python3.9', 'perl', 'awk', 'gawk', 'sed', 'env'],
]);

/** The interpreter of a script that the image may not have; undefined if it has it, or the script names none. */
export function unusualInterpreter(text: string): string | undefined {
  const shebang = shebangOf(text);
  if (shebang === undefined) return undefined;
  const [, folder = '', base = ''] = /^(.*\/)?([^/]*)$/.exec(shebang.program) ?? [];
  const found = shebang.searched || /^\/(?:usr\/)?bin\/$/.test(folder);
  return found && onTheImage.has(base) ? undefined : shebang.program;
}
