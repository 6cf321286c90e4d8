import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type RenameOutcome, rename } from '../../../src/language/rename';
import type { SweepOptions } from '../../../src/sweep/document';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { applied } from '../sweep/mark';
import { realShell } from '../sweep/shell';
import { at } from './cursor';

let knowledge: Knowledge;
before(async () => {
  knowledge = { shell: await realShell() };
});

type Options = Partial<SweepOptions> & { language?: 'yaml' | 'json' };

const renamed = (marked: string, name: string, options: Options = {}): RenameOutcome => {
  const { document, position } = at(marked, { knowledge, ...options });
  return rename(document, position, name);
};

/** The text after a rename; `mentions` are changed too where they are wanted. */
function textAfter(marked: string, name: string, mentions = false, options: Options = {}): string {
  const outcome = renamed(marked, name, options);
  assert.ok(outcome.kind === 'edits', JSON.stringify(outcome));
  return applied(
    marked.replace('‸', ''),
    outcome.edits.filter(({ certain }) => certain || mentions),
  );
}

describe('renaming a parameter', () => {
  it('reaches every place of its script that is certain, and offers the others', () => {
    const blocks = readFileSync('test/fixtures/scripts/uses.txt', 'utf8').split(/^%%\n/m).slice(1);
    for (const block of blocks) {
      const file = (script: string): string =>
        `defaults:\n  ttl: 1h\n  user_data: |\n${script.replaceAll(/^(?=.)/gm, '    ')}params:\n  - l‸r: 1\n`;
      const plain = file(block.replaceAll(/[«»‹›]/g, ''));
      const whole = (text: string, key: string): string => file(text).replace('l‸r', key);
      const certain = block.replaceAll('«LR»', 'RATE').replaceAll(/[‹›]/g, '');
      assert.equal(textAfter(plain, 'rate'), whole(certain, 'rate'));
      const all = block.replaceAll(/«LR»|‹LR›/g, 'RATE');
      assert.equal(textAfter(plain, 'rate', true), whole(all, 'rate'));
    }
  });

  it('keeps the script as it is written, however that is', () => {
    const params = 'params:\n  - l‸r: 1\n';
    const scripts = [
      `user_data: >\n    python3 t.py\n    --lr $LR\n    --again "\${LR:-1}"\n`,
      'user_data: >-\n    a\n      $LR\n\n    b $LR\n',
      'user_data: python3 t.py\n    --lr $LR\n',
      'user_data: "python3 \\\n    t.py\n    --lr \\"$LR\\"\\t\\u0041 $LR"\n',
      `user_data: 'echo "it''s $LR"\n\n    echo $LR'\n`,
      'user_data: |2-\n      echo $LR\n    echo $LR\n',
    ];
    for (const script of scripts) {
      const text = `defaults:\n  ${script}${params}`;
      const expected = text.replace('l‸r', 'rate').replaceAll('LR', 'RATE');
      assert.equal(textAfter(text, 'rate'), expected);
    }
    const json = '{"defaults": {"user_data": "echo \\"$LR\\"\\n\\u0024LR"}, "params": [{"l‸r": 1}]}';
    assert.equal(
      textAfter(json, 'rate', false, { language: 'json' }),
      json.replace('l‸r', 'rate').replaceAll('LR', 'RATE'),
    );
  });

  it('reaches the templates of names, wherever a block has one', () => {
    for (const text of [
      'defaults: {ttl: 1h, name: "a-{lr}"}\nparams:\n  - l‸r: 1\n',
      'params:\n  - l‸r: 1\n    name: "a-{lr:03}-{lr}"\n',
      'grid:\n  name: "a-{lr}"\n  l‸r: [1, 2]\n',
      'zip:\n  name: "a-{lr}"\n  l‸r: [1, 2]\n  b: [3, 4]\n',
      'random:\n  count: 2\n  name: "a-{lr}"\n  space:\n    l‸r: {choice: [1, 2]}\n',
      'params:\n  - l‸r: 1\n    file: "data-{lr:02}.csv"\n',
      'params:\n  - lr: 1\n    name: "a-{l‸r}"\n',
    ]) {
      const expected = text.replace('‸', '').replaceAll(/\blr\b/g, 'rate');
      assert.equal(textAfter(text, 'rate'), expected);
    }
  });

  it('starts from any place that is certain, in any language', () => {
    const text =
      'defaults:\n  user_data: |\n    #!/usr/bin/env python3\n    import os\n    print(os.environ["LR"], LR)\nparams:\n  - lr: 1\n';
    assert.equal(
      textAfter(text.replace('"LR"', '"L‸R"'), 'RATE'),
      text.replace('"LR"', '"RATE"').replace('- lr', '- rate'),
    );
    assert.equal(renamed(text.replace(' LR)', ' L‸R)'), 'RATE').kind, 'refused');
  });

  it('changes the script in a separate file too', () => {
    const script = '#!/bin/sh\necho "$LR" # LR\n';
    const outcome = renamed('defaults:\n  user_data: {file: sub/run.sh}\nparams:\n  - l‸r: 1\n', 'rate', {
      surroundings: { readText: (path) => (path === 'sub/run.sh' ? script : undefined) },
    });
    assert.ok(outcome.kind === 'edits');
    assert.deepEqual(outcome.files, [
      {
        path: 'sub/run.sh',
        text: script,
        edits: [
          { start: 17, end: 19, newText: 'RATE', certain: true },
          { start: 23, end: 25, newText: 'RATE', certain: false },
        ],
      },
    ]);
  });

  it('is refused where the runs would not stay what they are', () => {
    const refusals: readonly (readonly [string, string, RegExp])[] = [
      [
        'defaults:\n  user_data: |\n    RATE=1\n    echo $LR\nparams:\n  - l‸r: 1\n',
        'rate',
        /itself sets \$RATE/,
      ],
      [
        'defaults:\n  user_data: |\n    read -r RATE\n    echo $LR\nparams:\n  - l‸r: 1\n',
        'rate',
        /itself sets \$RATE/,
      ],
      [
        'x-a: &a {lr: 1}\ndefaults:\n  tags: *a\nparams:\n  - {<<: *a, b: 2}\n  - l‸r: 2\n',
        'rate',
        /other parts of the runs/,
      ],
      ['params:\n  - l‸r: 1\n    rate: 2\n', 'rate', /already becomes \$RATE/],
    ];
    for (const [marked, name, message] of refusals) {
      const outcome = renamed(marked, name);
      assert.ok(outcome.kind === 'refused', marked);
      assert.match(outcome.message, message);
    }
    // A variable that the script reads, and that nothing set so far, is what the rename is for.
    assert.equal(
      textAfter('defaults:\n  user_data: echo $RATE\nparams:\n  - l‸r: 1\n', 'rate'),
      'defaults:\n  user_data: echo $RATE\nparams:\n  - rate: 1\n',
    );
  });
});
