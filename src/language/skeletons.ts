import { t } from '@vscode/l10n';
import { parse } from 'yaml';
import type { SweepDocument } from '../sweep/document';
import type { Position } from '../sweep/text';
import { codeBlock } from '../text/markdown';
import type { Completion } from './complete';

/** `[place:text]` is a placeholder to fill in; `[place:one|two]` offers a choice. */
const head = `defaults:
  instance_type: [1:t3.micro]
  ttl: [2:30m]
  on_complete: [3:terminate|stop|keep]
  user_data: |
    #!/bin/bash
    set -e`;
const texts = {
  sweep: `${head}
    echo "$NAME has the value $VALUE"
    echo "{\\"score\\": $VALUE}" > /tmp/results.json
params:
  - name: [4:first]
    value: [5:1]
  - name: [6:second]
    value: [7:2]
`,
  'sweep-grid': `${head}
    echo "$NAME: rate $LEARNING_RATE, batches of $BATCH_SIZE"
    echo "{\\"score\\": $LEARNING_RATE}" > /tmp/results.json
grid:
  name: lr-{learning_rate}-bs-{batch_size}
  learning_rate: [[4:0.001, 0.01, 0.1]]
  batch_size: [[5:32, 64, 128]]
`,
  'sweep-random': `${head}
    echo "$NAME: rate $LEARNING_RATE, batches of $BATCH_SIZE"
    echo "{\\"score\\": $LEARNING_RATE}" > /tmp/results.json
random:
  name: random-{index:03}
  count: [4:20]
  seed: [5:42]
  space:
    learning_rate: {log_uniform: [[6:0.0001, 0.1]]}
    batch_size: {choice: [[7:32, 64, 128]]}
`,
} as const;

const hole = /\[(\d):([^[\]]*)\]/g;

/** Complete sweep files to start from, for an empty file. */
export function skeletons(document: SweepDocument, position: Position): readonly Completion[] {
  const { text, language } = document;
  const json = language === 'json';
  const word = json ? '' : text.trim();
  if (!(json ? /^\s*$/ : /^\s*(?:#[^\n]*\s+)*[\w-]*\s*$/).test(text)) return [];
  const before = (text.split('\n')[position.line] ?? '').slice(0, position.character);
  const typed = /^[\w-]*$/.exec(before)?.[0];
  if (typed === undefined || (word !== '' && !word.endsWith(typed))) return [];
  const start = { line: position.line, character: position.character - typed.length };
  return Object.entries(texts).map(([label, written], at) => ({
    label,
    kind: 'skeleton',
    detail: meaningOf(at),
    documentation: codeBlock('yaml', filled(written).trimEnd()),
    insertText: json ? `${JSON.stringify(parse(filled(written)), undefined, 2)}\n` : asSnippet(written),
    snippet: !json,
    range: { start, end: position },
    // Before the keys: in an empty file, they show the structure of a sweep.
    sortText: `0${at}`,
  }));
}

function meaningOf(place: number): string {
  return [t('runs one by one'), t('every combination of values'), t('a random search')][place] ?? '';
}

/** With every placeholder replaced with its first suggestion. */
const filled = (written: string): string =>
  written.replaceAll(hole, (_, __, text: string) => text.split('|')[0] ?? '');

/** In VS Code's snippet syntax, in which `$`, `}`, and `\` have a special meaning. */
function asSnippet(written: string): string {
  let snippet = '';
  let at = 0;
  const spelled = (text: string): string => text.replaceAll(/[\\$}]/g, '\\$&');
  for (const match of written.matchAll(hole)) {
    const [whole, place = '', text = ''] = match;
    snippet += spelled(written.slice(at, match.index));
    const choices = text.split('|');
    snippet += choices.length > 1 ? `\${${place}|${choices.join(',')}|}` : `\${${place}:${spelled(text)}}`;
    at = match.index + whole.length;
  }
  return `${snippet}${spelled(written.slice(at))}$0`;
}
