import assert from 'node:assert/strict';
import { skeletons } from '../../../src/language/skeletons';
import { open, told } from '../sweep/mark';
import { realShell } from '../sweep/shell';
import { at } from './cursor';

const labels = (marked: string, language: 'yaml' | 'json' = 'yaml') => {
  const { document, position } = at(marked, { language });
  return skeletons(document, position).map(({ label }) => label);
};
const all = ['sweep', 'sweep-grid', 'sweep-random'];

/** What is left of a snippet when Tab has gone through it. */
const accepted = (snippet: string): string =>
  snippet
    .replaceAll(
      /\$\{\d\|([^,|]*)[^|]*\|\}|\$\{\d:((?:\\.|[^}])*)\}|\$0/g,
      (_, choice = '', text = '') => choice + text,
    )
    .replaceAll(/\\([\\$}])/g, '$1');

describe('skeletons', () => {
  it('are offered in a file that has nothing yet, and only there', () => {
    assert.deepEqual(labels('‸'), all);
    assert.deepEqual(labels('# spawn: sweep\nsw‸'), all);
    assert.deepEqual(labels('\n‸\n', 'json'), all);
    for (const text of ['name: x\n‸', 'defaults:\n  ‸', '  sw‸', '# ‸', 'sw‸\ngrid:\n  a: [1]\n', 'one\nsw‸'])
      assert.deepEqual(labels(text), [], text);
    assert.deepEqual(labels('{‸}', 'json'), []);
  });

  for (const language of ['yaml', 'json'] as const) {
    it(`make sweeps that nothing is wrong with, in ${language}`, async () => {
      const { document, position } = at('‸', { language });
      const knowledge = { shell: await realShell() };
      const made = skeletons(document, position).map(({ label, insertText, snippet }) => {
        const text = snippet ? accepted(insertText) : insertText;
        const sweep = open(text, { language, knowledge });
        assert.deepEqual(told(text, sweep.problems()), [], text);
        return `${label}: ${sweep.size} ${sweep.sweep().runs.at(-1)?.name}`;
      });
      assert.deepEqual(made, [
        'sweep: 2 second',
        'sweep-grid: 9 lr-0.1-bs-128',
        'sweep-random: 20 random-019',
      ]);
    });
  }
});
