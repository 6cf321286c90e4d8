import assert from 'node:assert/strict';
import { readSweep } from '../../../src/sweep/read';
import { changesSection } from '../../../src/vscode/documents/changes';
import { reportText } from '../../../src/vscode/documents/report';

const sweepIn = (text: string) =>
  readSweep(
    { text, language: 'yaml', fileName: 'x.sweep.yaml' },
    { instanceType: 't3.micro', region: 'us-east-1' },
  ).sweep;

const changes = (before: string, now: string): readonly string[] =>
  reportText({ title: '', blocks: [], sections: [changesSection(sweepIn(before), sweepIn(now), 'sweep-x')] })
    .split('\n')
    .slice(2)
    .filter((line) => line !== '');

describe('what changes since the last launch', () => {
  const file = `budget: 5
defaults:
  ttl: 1h
  user_data: echo $A
params:
  - {name: one, a: 1}
  - {name: two, a: 2}
`;

  it('is nothing where the file describes the same runs, however it is written', () => {
    assert.deepEqual(
      changes(file, `# a comment\n${file.replace('{name: one, a: 1}', '{a: 1, name: one}')}`),
      [
        '## Changes since the last launch (sweep-x)',
        'Nothing changes: the same runs with the same settings and parameters.',
      ],
    );
  });

  it('is each setting and parameter, with its runs', () => {
    const now = file
      .replace('budget: 5', 'budget: 10')
      .replace('ttl: 1h', 'ttl: 2h\n  instance_type: [c7i.large, c6i.large]')
      .replace('echo $A', 'echo "$A"')
      .replace('a: 2', 'a: 20, b: x');
    assert.deepEqual(changes(file, now).slice(1), [
      '- budget: 5 → 10',
      '- instance_type: t3.micro → c7i.large, c6i.large (2 runs)',
      '- ttl: 1h → 2h (2 runs)',
      '- user_data: script → changed script (2 runs)',
      '- a: 2 → 20 (1 run)',
      '- b: none → x (1 run)',
    ]);
  });

  it('is the runs that are new and those that are gone', () => {
    const grid = (values: string) => `defaults: {ttl: 1h}\ngrid:\n  lr: [${values}]\n`;
    assert.deepEqual(changes(grid('1, 2'), grid('2, 3, 4, 5, 6, 7, 8, 9')).slice(1), [
      '- runs added: lr-3, lr-4, lr-5, lr-6, lr-7, and 2 more (7 runs)',
      '- runs removed: lr-1 (1 run)',
    ]);
  });
});
