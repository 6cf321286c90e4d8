import assert from 'node:assert/strict';
import { type Completion, complete } from '../../../src/language/complete';
import { meaningOfVariable } from '../../../src/language/complete-script';
import { estimateDocument, lensesOf } from '../../../src/language/lens';
import { type OutlineItem, outline } from '../../../src/language/outline';
import { valuesOf } from '../../../src/language/values';
import { attemptVariables, sweepVariables } from '../../../src/sweep/environment';
import { runKeyDocs } from '../../../src/sweep/generated/keys';
import type { Knowledge } from '../../../src/sweep/knowledge';
import { testPrices } from '../cost/fixtures';
import { applied } from '../sweep/mark';
import { realShell } from '../sweep/shell';
import { at, CONFIG } from './cursor';

let knowledge: Knowledge;
before(async () => {
  knowledge = { shell: await realShell() };
});

const offered = (marked: string): readonly Completion[] => {
  const { document, position } = at(marked, { knowledge });
  const items = complete(document, position, { ...CONFIG, prices: testPrices });
  return [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1));
};
const labels = (marked: string): readonly string[] => offered(marked).map(({ label }) => label);
const chosen = (marked: string, label: string): string => {
  const item = offered(marked).find((each) => each.label === label);
  assert.ok(item !== undefined, `${label} is not offered`);
  return applied(marked.replace('‸', ''), [{ range: item.range, newText: item.insertText }]);
};
const script = (line: string): string =>
  `defaults:\n  ttl: 1h\n  user_data: |\n    #!/bin/bash\n    OUT=x\n    ${line}\nparams:\n  - lr: 0.1\n  - lr: 0.2\n  - lr: 0.3\n  - lr: 0.4\n  - 9x: y\n`;

describe('settings of attempts', () => {
  const settings = (lines: string): string =>
    `defaults:\n  ttl: 1h\n  user_data: echo\n${lines}\nparams:\n  - lr: 1\n`;

  it('are offered with the keys and values that they take', () => {
    assert.deepEqual(labels(settings('  spot: ‸')), ['true', 'false', 'prefer']);
    assert.deepEqual(labels(settings('  retry: {‸}')), ['interrupted', 'lost', 'failed']);
    assert.deepEqual(labels(settings('  retry: {interrupted: ‸}')), ['1', '3', '5', '10']);
    assert.deepEqual(labels(settings('  checkpoint: {‸}')), ['path', 'every']);
    assert.deepEqual(labels(settings('  checkpoint:\n    path: /tmp/a\n    ‸')), ['every']);
    assert.deepEqual(labels(settings('  checkpoint: {path: /tmp/a, every: ‸}')), [
      '1m',
      '5m',
      '10m',
      '30m',
      '1h',
    ]);
    assert.deepEqual(labels(settings('  checkpoint: ‸')), ['/tmp/checkpoint', 'path and interval']);
    assert.deepEqual(labels(settings('  retry: ‸')), ['3', '5', 'by outcome']);
  });

  it('are inserted so that they can be read', () => {
    assert.match(
      chosen(settings('  checkpoint: ‸'), 'path and interval'),
      /checkpoint: \{path: \$\{1:\/tmp\/checkpoint\}, every: \$\{2:10m\}\}/,
    );
    assert.match(
      chosen(settings('  retry: ‸'), 'by outcome'),
      /retry: \{interrupted: \$\{1:5\}, lost: \$\{2:1\}, failed: \$\{3:0\}\}/,
    );
  });
});

describe('variables offered in a script', () => {
  it('are the parameters, what every run has, and what the script sets, in this order', () => {
    assert.deepEqual(labels(script('echo $‸')), ['LR', '_9X', ...[...sweepVariables].sort(), 'OUT']);
    const details = offered(script('echo $‸')).map(({ detail }) => detail);
    // Up to three values of a parameter.
    assert.match(details[0] ?? '', /`lr`.*0\.1, 0\.2, 0\.3$/);
    assert.match(details[1] ?? '', /`9x`/);
    assert.equal(new Set(details).size, details.length);
  });

  it('are those of attempts too, where runs have several', () => {
    const text = script('echo $‸').replace('  ttl: 1h\n', '  ttl: 1h\n  retry: 1\n');
    const own = [...sweepVariables, ...attemptVariables].sort();
    assert.deepEqual(labels(text), ['LR', '_9X', ...own, 'OUT']);
  });

  it('mean something each', () => {
    const own = [...sweepVariables, ...attemptVariables];
    const meanings = own.map(meaningOfVariable);
    assert.equal(new Set(meanings).size, own.length);
    for (const meaning of meanings) assert.match(meaning, /\w/);
  });

  it('take the place of what is typed, and close their braces where nothing does', () => {
    for (const [typed, result] of [
      ['echo $‸', 'echo $LR'],
      ['echo $L‸', 'echo $LR'],
      ['echo $L‸OSS', 'echo $LR'],
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: shell
      ['echo ${‸', 'echo ${LR}'],
      ['echo ${L‸}', 'echo ${LR}'],
      ['echo ${L‸ x', 'echo ${LR} x'],
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: shell
      ['echo "$a-$L‸"', 'echo "$a-$LR"'],
    ] as const)
      assert.equal(chosen(script(typed), 'LR'), script(result));
  });

  it('leave out the one that is being typed, and are none elsewhere', () => {
    assert.ok(!labels(script('NEW=1; echo $NEW‸')).includes('NEW'));
    assert.ok(labels(script('NEW=1; echo $N‸')).includes('NEW'));
    assert.deepEqual(labels(script('echo L‸')), []);
  });

  it('are commands after spored, as it takes them', () => {
    const commands = labels(script('spored ‸'));
    for (const command of ['complete', 'upload', 'status'])
      assert.ok(commands.some((one) => one.startsWith(command)));
    assert.equal(
      chosen(script('spored up‸'), commands.find((one) => one.startsWith('upload')) ?? ''),
      script('spored upload'),
    );
  });
});

describe('values offered for a key', () => {
  const values = (key: string, more = ''): readonly string[] => labels(`defaults:\n  ${more}${key}: ‸\n`);

  it('are all that it takes, with a meaning each', () => {
    for (const key of ['on_complete', 'cpu_credits'] as const) {
      const items = offered(`defaults:\n  ${key}: ‸\n`);
      assert.deepEqual(
        items.map(({ label }) => label),
        runKeyDocs[key].values,
      );
      assert.equal(
        new Set(items.map(({ documentation }) => JSON.stringify(documentation))).size,
        items.length,
      );
      for (const { documentation } of items) assert.match(JSON.stringify(documentation ?? ''), /\w \w/);
    }
    assert.deepEqual(values('spot'), ['true', 'false', 'prefer']);
  });

  it('are durations for both that are one', () => {
    assert.ok(values('ttl').includes('1h'));
    assert.deepEqual(values('idle_timeout'), values('ttl'));
  });

  it('are zones of the region that the file names, and else of the settings', () => {
    assert.deepEqual(
      values('availability_zone', 'region: eu-west-1\n  '),
      ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `eu-west-1${letter}`),
    );
    assert.equal(values('availability_zone')[0], 'us-east-1a');
  });

  it('keep the policies before the last comma', () => {
    assert.equal(
      chosen('defaults:\n  iam_policy: s3:ReadOnly,‸\n', 'logs:WriteOnly'),
      'defaults:\n  iam_policy: s3:ReadOnly,logs:WriteOnly\n',
    );
  });
});

describe('the outline of a sweep file', () => {
  const tree = (items: readonly OutlineItem[]): readonly string[] =>
    items.flatMap(({ children, detail, kind, name, range }) => [
      [kind, name, detail, `${range.start.line}-${range.end.line}`].filter((part) => part !== '').join(' '),
      ...tree(children).map((line) => `  ${line}`),
    ]);

  it('has its blocks, their keys and its runs, each with all that is in it', () => {
    const { document } = at(
      'name: lr\ndefaults:\n  ttl: 1h\n  user_data: |\n    echo\n  tags:\n    team: a\nparams:\n  - lr: 0.1\n  - lr: 0.2\n    name: second\n‸',
    );
    const lines = tree(outline(document));
    assert.deepEqual(
      lines.map((line) => line.replace(/ \d+-\d+$/, '')),
      [
        'block name lr',
        'block defaults',
        '  setting ttl 1h',
        '  script user_data',
        '  setting tags',
        '    setting team a',
        'block params',
        '  run #0 lr 0.1',
        '  run second lr 0.2',
      ],
    );
    assert.match(lines[1] ?? '', / 1-[67]$/);
    assert.match(lines[5] ?? '', / 6-[67]$/);
  });
});

describe('the lenses of a file with errors', () => {
  const lenses = (text: string) => {
    const { document } = at(`${text}‸`);
    return lensesOf(document, estimateDocument(document, CONFIG.defaults, testPrices));
  };

  it('are one that counts them, and warnings are none', () => {
    const broken = lenses('defaults: {ttl: 5}\nparams: [{a: 1}]\n');
    assert.deepEqual(
      broken.map(({ action }) => action),
      ['mend'],
    );
    assert.match(broken[0]?.title ?? '', /1 error /);
    assert.match(lenses('defaults: {ttl: 5}\nparams: [{a: [1]}]\n')[0]?.title ?? '', /2 errors /);
    // No ttl is a warning.
    assert.equal(lenses('params: [{a: 1}]\n')[0]?.action, 'launch');
  });

  it('appear above the first block that defines runs, whichever it is', () => {
    const line = (text: string) => lenses(text)[0]?.range.start.line;
    assert.equal(line('defaults: {ttl: 1h}\ngrid: {a: [1]}\nparams: [{b: 1}]\n'), 1);
    assert.equal(line('defaults: {ttl: 1h}\nparams: [{b: 1}]\ngrid: {a: [1]}\n'), 1);
    assert.equal(line('params: [{b: 1}]\ndefaults: {ttl: 1h}\n'), 0);
  });
});

describe('the values of a parameter', () => {
  it('are the different ones, in the order of the runs, and so many at most', () => {
    const { document } = at(
      'defaults: {lr: 0}\nparams: [{lr: 1}, {lr: 2}, {lr: 1}, {a: 3}]\ngrid: {lr: [2, 3]}\n‸',
    );
    assert.deepEqual(
      [1, 2, 3, 4, 9].map((most) => valuesOf(document, 'lr', most)),
      [['0'], ['0', '1'], ['0', '1', '2'], ['0', '1', '2', '3'], ['0', '1', '2', '3']],
    );
    assert.deepEqual(valuesOf(document, 'gone', 3), []);
  });
});
