import assert from 'node:assert/strict';
import { readSweep } from '../../../src/sweep/read';
import { rerunSweep } from '../../../src/vscode/documents/rerun-text';

const defaults = { instanceType: 't3.micro', region: 'us-east-1' };
const runsOf = (text: string) =>
  readSweep({ text, language: 'yaml', fileName: 'x.sweep.yaml' }, defaults).sweep.runs.map(
    ({ name, parameters, settings }) =>
      `${name} ${[...parameters].map((pair) => pair.join('=')).join(' ')} ${settings.instanceTypes.join()}`,
  );

describe('a sweep file of chosen runs', () => {
  it('keeps defaults, comments and the spelling of values', () => {
    const text = `# mine
name: lr
defaults:
  ttl: 1h # enough
params:
  - name: a
    rate: 0.10 # low
  - name: b
    rate: 1e-3
  - name: c
    code: "010"
`;
    const rerun = rerunSweep({ text, fileName: 'lr-sweep.yaml' }, new Set(['a', 'c']), defaults);
    assert.equal(
      rerun,
      `# spawn: sweep
# 2 of 3 runs from lr-sweep.yaml. Check it, save it, and launch it.
# mine
name: lr-rerun
defaults:
  ttl: 1h # enough
params:
  - name: a
    rate: 0.10 # low
  - name: c
    code: "010"
`,
    );
    assert.deepEqual(runsOf(rerun), ['a rate=0.10 t3.micro', 'c code=010 t3.micro']);
  });

  it('writes runs of a grid out, with what the grid sets', () => {
    const text = `defaults:
  name: lr-{rate}-{index}
  ttl: 1h
grid:
  rate: [0.10, 1e-3]
  instance_type: [t3.micro, c7i.large]
`;
    const all = runsOf(text);
    const rerun = rerunSweep(
      { text, fileName: 'grid-sweep.yaml' },
      new Set([all[1]?.split(' ')[0] ?? '']),
      defaults,
    );
    assert.deepEqual(runsOf(rerun), [all[1]]);
  });

  it('writes runs of a random search out with the values that were drawn', () => {
    const text = `defaults:
  ttl: 1h
random:
  count: 5
  seed: 42
  space:
    rate: {log_uniform: [0.0001, 0.1]}
    kind: {choice: ["yes", no way, "007"]}
`;
    const before = readSweep({ text, language: 'yaml', fileName: 'r-sweep.yaml' }, defaults).sweep.runs;
    const names = before.filter(({ index }) => index % 2 === 1).map(({ name }) => name);
    const rerun = rerunSweep({ text, fileName: 'r-sweep.yaml' }, new Set(names), defaults);
    const after = readSweep({ text: rerun, language: 'yaml', fileName: 'r-sweep.yaml' }, defaults);
    assert.deepEqual(
      after.sweep.runs.map(({ name, parameters }) => [name, ...parameters]),
      before.filter(({ name }) => names.includes(name)).map(({ name, parameters }) => [name, ...parameters]),
    );
  });

  it('takes JSON too', () => {
    const text = '{"defaults": {"ttl": "1h"}, "params": [{"name": "a", "x": 0.10}, {"name": "b", "x": 2}]}';
    const rerun = rerunSweep({ text, fileName: 'x.sweep.json' }, new Set(['a']), defaults);
    assert.deepEqual(runsOf(rerun), ['a x=0.10 t3.micro']);
  });
});
