import { isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { TextSpan } from './shell';

/** What of a `#cloud-config` cloud-init applies, and what is left for the run to do. */
export interface CloudConfig {
  /** For cloud-init, without `runcmd`; undefined where there is nothing else. */
  readonly config: string | undefined;
  /** The commands of `runcmd` as the script that cloud-init would make of them; undefined where there are none. */
  readonly script: string | undefined;
  /** Why it cannot be taken apart. */
  readonly fault: CloudConfigFault | undefined;
}

export interface CloudConfigFault extends TextSpan {
  /** `yaml`: it is none; `mapping`: its keys do not stand on lines of their own; `commands`: `runcmd` is no list of commands. */
  readonly kind: 'yaml' | 'mapping' | 'commands';
  /** What the parser stumbled over. */
  readonly detail: string;
}

export const isCloudConfig = (text: string): boolean => /^#cloud-config\s*?(?:\n|$)/.test(text);

/**
 * Takes a `#cloud-config` apart. cloud-init runs `runcmd` as a script of its own, beside that of the user data
 * (cloud-init, "Runcmd" in the module reference): as the script of the run it has the run's variables, and its end is the
 * run's.
 */
export function cloudConfigOf(text: string): CloudConfig {
  // Every value as it is written: `0644` must not become a number.
  const document = parseDocument(text, { schema: 'failsafe', keepSourceTokens: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const [start, end] = error.pos;
    return faulty('yaml', { start, end: Math.max(end, start) }, error.message.split('\n')[0] ?? '');
  }
  const { contents } = document;
  if (contents === null) return { config: undefined, script: undefined, fault: undefined };
  if (!isMap(contents) || contents.flow === true)
    return faulty(
      'mapping',
      { start: contents.range?.[0] ?? 0, end: contents.range?.[1] ?? text.length },
      '',
    );
  return withoutCommands(text, contents);
}

const faulty = (kind: CloudConfigFault['kind'], { start, end }: TextSpan, detail: string): CloudConfig => ({
  config: undefined,
  script: undefined,
  fault: { kind, start, end, detail },
});

function withoutCommands(text: string, root: YAMLMap): CloudConfig {
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === 'runcmd');
  if (pair === undefined) return { config: text, script: undefined, fault: undefined };
  const { key, value } = pair;
  const [start = 0, keyEnd = 0] = (isScalar(key) && key.range) || [];
  const commands = isSeq(value) ? value.items.map(commandOf) : [undefined];
  if (commands.includes(undefined)) return faulty('commands', { start, end: keyEnd }, '');
  const lines = commands.filter((command) => command !== '');
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const to = isSeq(value) ? (value.range?.[2] ?? text.length) : keyEnd;
  const rest = text.slice(0, from) + text.slice(to);
  return {
    config: root.items.length > 1 ? rest : undefined,
    script: lines.length === 0 ? undefined : ['#!/bin/sh', ...lines, ''].join('\n'),
    fault: undefined,
  };
}

/** A line of the script, as cloud-init writes it: a text as it is, a list as words in quotes. */
function commandOf(item: unknown): string | undefined {
  if (isScalar(item)) return textOf(item);
  if (!isSeq(item)) return item === null ? '' : undefined;
  const words = item.items.map((word) => (isScalar(word) ? textOf(word) : undefined));
  if (words.includes(undefined)) return undefined;
  return words.map((word) => `'${(word ?? '').replaceAll("'", "'\\''")}'`).join(' ');
}

const textOf = ({ value }: Scalar): string => (typeof value === 'string' ? value : '');
