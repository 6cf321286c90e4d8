import assert from 'node:assert/strict';
import { open, told } from './mark';

const marks = (text: string): readonly string[] => told(text, open(text).problems());
const around = (part: string): string => `defaults:\n  ttl: 1h\n  user_data: echo $X $Y $Z\n${part}`;
const runsOf = (text: string): readonly object[] =>
  open(text)
    .sweep()
    .runs.map(({ parameters }) => Object.fromEntries(parameters));

describe('merges', () => {
  it('work in a grid, a search, tags, include, exclude, runs and at the top', () => {
    const text =
      'x-axes: &axes {x: [1, 2], y: [1, 2]}\nx-space: &space\n  z: {choice: [7]}\nx-tags: &tags {team: a, cost: b}\nx-one: &one {x: 1}\nx-top: &top\n  budget: 99999\n  defaults:\n    ttl: 1h\n    user_data: echo $X $Y $Z\n    tags:\n      <<: *tags\n      cost: c\n<<: *top\ngrid:\n  <<: *axes\n  y: [5]\nexclude:\n  - <<: *one\ninclude:\n  - {<<: *one, y: 9}\nrandom:\n  count: 1\n  space: {<<: *space}\nparams:\n  - <<: [*one, {x: 3, z: 4}]\n';
    assert.deepEqual(marks(text), []);
    assert.deepEqual(runsOf(text), [{ x: '1', z: '4' }, { x: '2', y: '5' }, { x: '1', y: '9' }, { z: '7' }]);
    const { runs, budget } = open(text).sweep();
    assert.equal(budget, 99999);
    assert.deepEqual(runs[0]?.settings.tags, { team: 'a', cost: 'c' });
  });

  it('take the first of several, with what is merged into it, and never what is there already', () => {
    const text = around(
      'params:\n  - &c {x: c, z: c}\n  - &a {<<: {y: inner, x: inner}, x: a}\n  - <<: [{<<: {y: deep}}, *c]\n    x: own\n',
    );
    assert.deepEqual(runsOf(text), [
      { x: 'c', z: 'c' },
      { y: 'inner', x: 'a' },
      { y: 'deep', z: 'c', x: 'own' },
    ]);
  });

  it('of anything but a mapping are errors everywhere', () => {
    assert.deepEqual(marks(around('grid:\n  <<: 1\n  x: [1]\n')), ['invalid-merge 4:6 "1"']);
    assert.deepEqual(marks(around('params:\n  - x: 1\n    tags: {<<: [{a: b}, c]}\n')), [
      'invalid-merge 5:24 "c"',
    ]);
  });

  it('follow the text while it is edited', () => {
    const text = around('grid:\n  <<: {x: [1, 2]}\n');
    const document = open(text);
    document.edit([
      { range: { start: { line: 4, character: 11 }, end: { line: 4, character: 12 } }, text: '8' },
    ]);
    assert.deepEqual(
      document.sweep().runs.map(({ parameters }) => parameters.get('x')),
      ['8', '2'],
    );
  });

  it('may be aliased lists', () => {
    const text = around('x-more: &more\n  - {x: 9}\ngrid:\n  x: [1]\ninclude: *more\n');
    assert.deepEqual(marks(text), []);
    assert.deepEqual(runsOf(text), [{ x: '1' }, { x: '9' }]);
  });
});

describe('an alias', () => {
  it('resolves to the nearest anchor above it', () => {
    const text = around('params:\n  - x: &v 1\n  - x: *v\n  - x: &v 2\n  - x: *v\n');
    assert.deepEqual(runsOf(text), [{ x: '1' }, { x: '1' }, { x: '2' }, { x: '2' }]);
    assert.deepEqual(marks(around('params:\n  - x: *v\n  - x: &v 2\n')), ['unknown-alias 4:7 "*v"']);
  });
});

describe('a duplicate key', () => {
  it('is an error in every mapping', () => {
    const text = around(
      'grid:\n  x: [1]\n  x: [2]\nrandom:\n  count: 1\n  count: 2\n  space:\n    z: {choice: [1]}\n    z: {choice: [2]}\nparams:\n  - y: 1\n    y: 2\n    tags: {a: 1, a: 2}\n',
    );
    assert.deepEqual(
      marks(text).map((mark) => mark.split(' ').slice(0, 2).join(' ')),
      [
        'duplicate-key 5:2',
        'duplicate-key 8:2',
        'duplicate-key 11:4',
        'duplicate-key 14:4',
        'duplicate-key 15:17',
      ],
    );
  });
});
