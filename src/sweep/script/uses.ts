import { isCloudConfig } from './cloud-config';
import { type ScriptFacts, scriptFactsOf } from './facts';
import { isShellScript, shebangOf } from './languages';
import { nestedScripts } from './nested';
import type { ShellParser, TextSpan } from './shell';

/** A place where a script names a variable. */
export interface VariableUse extends TextSpan {
  /** False if it can be an unrelated word, or a name that another program depends on. */
  readonly certain: boolean;
}

/** Every occurrence of a variable's name as a whole word in a text. */
export function usesOf(
  text: string,
  variable: string,
  facts: ScriptFacts | undefined,
  shell: ShellParser | undefined,
): readonly VariableUse[] {
  const places = wordsOf(text, variable);
  if (places.length === 0) return [];
  const certain = new Set<number>();
  if (facts !== undefined) addShell(facts, variable, shell, 0, certain, 0);
  else if (expandsDollars(text)) addDollars(text, variable, certain);
  return places.map((start) => {
    const end = start + variable.length;
    return { start, end, certain: certain.has(start) || isEnvironmentAccess(text, start, end) };
  });
}

/** Whether a text names a variable anywhere. */
export const mentions = (text: string, variable: string): boolean => wordsOf(text, variable).length > 0;

function wordsOf(text: string, variable: string): readonly number[] {
  const pattern = new RegExp(`(?<![A-Za-z0-9_])${variable}(?![A-Za-z0-9_])`, 'g');
  return [...text.matchAll(pattern)].map(({ index }) => index);
}

/** Shells that aren't parsed like bash, but expand variables like it; and the commands of a cloud-config. */
const expandsDollars = (text: string): boolean =>
  isCloudConfig(text) ||
  (!isShellScript(text) &&
    /(?:^|\/)(?:zsh|fish|tcsh|csh|yash|elvish|xonsh)$/.test(shebangOf(text)?.program ?? ''));

function addDollars(text: string, variable: string, certain: Set<number>): void {
  for (const start of wordsOf(text, variable))
    if (/(?<!\\)\$\{?$/.test(text.slice(Math.max(0, start - 3), start))) certain.add(start);
}

const deepest = 4;

/** Adds the places of a shell script, and of the scripts in it, after `by` characters of another script. */
function addShell(
  facts: ScriptFacts,
  variable: string,
  shell: ShellParser | undefined,
  by: number,
  certain: Set<number>,
  depth: number,
): void {
  const { text, broken } = facts;
  for (const { name, start } of facts.reads) {
    // Even if the grammar is wrong, a dollar sign marks a variable.
    if (name === variable && (!broken || /\$\{?$/.test(text.slice(0, start)))) certain.add(by + start);
  }
  for (const { name, start, passed } of facts.writes)
    if (name === variable && !passed && !broken) certain.add(by + start);
  for (const { substituted, quoted, body } of facts.hereDocuments)
    if (substituted && quoted) {
      for (const start of wordsOf(text.slice(body.start, body.end), variable))
        if (/\$\{?$/.test(text.slice(0, body.start + start))) certain.add(by + body.start + start);
    }
  if (depth >= deepest) return;
  for (const { start, end, escaped } of nestedScripts(facts)) {
    const inner = text.slice(start, end);
    if (!mentions(inner, variable)) continue;
    if (escaped) {
      for (const at of wordsOf(inner, variable))
        if (/(?<!\\)\\\$\{?$/.test(inner.slice(0, at))) certain.add(by + start + at);
      continue;
    }
    const own = shell === undefined ? undefined : scriptFactsOf(inner, shell);
    // A variable that it sets itself is its own.
    if (own === undefined || own.writes.some(({ name }) => name === variable)) continue;
    addShell(own, variable, shell, by + start, certain, depth + 1);
  }
}

/** How programs read their environment by a quoted name. */
const quotedAccess =
  /(?:\benvironb?(?:\s*\.\s*(?:get|pop|setdefault|__getitem__))?\s*[[(]|\b(?:getenv|Getenv|LookupEnv|Setenv|Unsetenv|setenv|putenv|unsetenv)\s*\(|\bgetenv\(\)\s*\.\s*get\s*\(|\bGetEnvironmentVariable\s*\(|\bENV(?:IRON)?(?:\s*\.\s*(?:fetch|key\?|has_key\?|delete|dig))?\s*[[({]|\benv::(?:var|var_os|set_var|remove_var)\s*\(|\bprocess\.env\s*\[|\b(?:Deno|Bun)\.env(?:\.get\(|\s*\[)|\$_(?:ENV|SERVER)\s*\[)\s*[rbuf]?\\?["'`]$/;
/** The same with an unquoted name. */
const bareAccess =
  /(?:\b(?:process|Bun|meta)\.env\??\.|\$ENV\{\s*|\$\{?[Ee]nv:|\$[Ee]nv\.|\$ENV\.|\$(?:::)?env\()$/;
/** `"LR" in os.environ` */
const asked = /^\\?["']\s+(?:not\s+)?in\s+(?:os\.)?environ\b/;

/** Whether a program reads an environment variable here, in any language. */
function isEnvironmentAccess(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 60), start);
  const after = text.slice(end, end + 40);
  if (/["'`]$/.test(before))
    return (/^\\?["'`]/.test(after) && quotedAccess.test(before)) || asked.test(after);
  return bareAccess.test(before);
}
