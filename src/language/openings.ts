import type { Cursor } from './cursor';

/** A placeholder in a snippet, with its default text. */
function hole(place: number, text: string): string {
  return `\${${place}:${text}}`;
}

/** How the value of a key continues, if it is more than a word. */
const lines: Readonly<Record<string, string>> = {
  user_data: `|\n  #!/bin/bash\n  set -e\n  ${hole(1, 'echo "\\$NAME"')}`,
  defaults: '\n  $1',
  params: '\n  - name: $1',
  grid: `\n  ${hole(1, 'learning_rate')}: [$2]`,
  zip: `\n  ${hole(1, 'learning_rate')}: [$2]\n  ${hole(3, 'batch_size')}: [$4]`,
  random: `\n  count: ${hole(1, '10')}\n  seed: ${hole(2, '42')}\n  space:\n    ${hole(3, 'learning_rate')}: {log_uniform: [${hole(4, '0.0001')}, ${hole(5, '0.1')}]}`,
  exclude: '\n  - $1',
  include: '\n  - $1',
  tags: '\n  $1',
  metric: '{name: $1, goal: $2}',
  uniform: '[$1, $2]',
  log_uniform: '[$1, $2]',
  int_uniform: '[$1, $2]',
  choice: '[$1]',
  space: '\n  $1',
};

/** The same between YAML's brackets, on a single line. */
const flow: Readonly<Record<string, string>> = {
  user_data: '{file: $1}',
  defaults: '{$1}',
  params: '[{$1}]',
  grid: '{$1}',
  random: '{$1}',
  exclude: '[{$1}]',
  include: '[{$1}]',
  tags: '{$1}',
  space: '{$1}',
};

/** The same in JSON. */
const jsonStyle: Readonly<Record<string, string>> = {
  defaults: '{ $1 }',
  params: '[{ $1 }]',
  grid: '{ $1 }',
  zip: '{ $1 }',
  random: '{ $1 }',
  exclude: '[{ $1 }]',
  include: '[{ $1 }]',
  tags: '{ $1 }',
  metric: '{ "name": "$1", "goal": "$2" }',
  space: '{ $1 }',
};

/** The snippet after a key and its colon in this style. */
export function snippetAfter(key: string, style: Cursor['style']): string {
  switch (style) {
    case 'lines':
      return lines[key] ?? '$1';
    case 'flow':
      return flow[key] ?? lines[key] ?? '$1';
    case 'json':
      return jsonStyle[key] ?? (lines[key]?.startsWith('[') === true ? lines[key] : '$1');
  }
}
