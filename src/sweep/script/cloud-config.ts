import { isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { TextSpan } from './shell';

/** A `#cloud-config`, split into the part that cloud-init applies and the part that the run executes. */
export interface CloudConfig {
  /** For cloud-init, without `runcmd`; undefined if there is nothing else. */
  readonly config: string | undefined;
  /** The commands of `runcmd` as the script that cloud-init would create; undefined if there are none. */
  readonly script: string | undefined;
  /** Why it can't be split. */
  readonly fault: CloudConfigFault | undefined;
}

export interface CloudConfigFault extends TextSpan {
  /** `yaml`: not valid YAML; `mapping`: not a block mapping; `commands`: `runcmd` is not a list of commands. */
  readonly kind: 'yaml' | 'mapping' | 'commands';
  /** The parser's message. */
  readonly detail: string;
}

export const isCloudConfig = (text: string): boolean => /^#cloud-config\s*?(?:\n|$)/.test(text);

/**
 * Splits a `#cloud-config`. cloud-init would run `runcmd` as a separate script (cloud-init module reference, "Runcmd").
 * As the script of the run, it has the run's variables, and the run ends when it ends.
 */
export function cloudConfigOf(text: string): CloudConfig {
  // Keeps every value as it is written: `0644` must not become a number.
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

/** A line of the script as cloud-init writes it: a string unchanged, a list as quoted words. */
function commandOf(item: unknown): string | undefined {
  if (isScalar(item)) return textOf(item);
  if (!isSeq(item)) return item === null ? '' : undefined;
  const words = item.items.map((word) => (isScalar(word) ? textOf(word) : undefined));
  if (words.includes(undefined)) return undefined;
  return words.map((word) => `'${(word ?? '').replaceAll("'", "'\\''")}'`).join(' ');
}

const textOf = ({ value }: Scalar): string => (typeof value === 'string' ? value : '');
