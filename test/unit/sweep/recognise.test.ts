import assert from 'node:assert/strict';
import { isSweepFile } from '../../../src/sweep/recognise';

describe('a sweep file', () => {
  it('is known by its name', () => {
    const names = [
      'sweep.yaml',
      'a/sweep.yml',
      'sweep.json',
      'ml-sweep.yaml',
      'C:\\x\\lr.sweep.jsonc',
      'x/batch-sweep.json',
    ];
    assert.deepEqual(
      names.filter((name) => !isSweepFile(name, '')),
      [],
    );
    const others = [
      'sweeper.yaml',
      'docker-compose.yaml',
      'sweep.txt',
      'sweeps/a.yaml',
      'mysweep.yaml',
      'sweep.yaml.md',
    ];
    assert.deepEqual(
      others.filter((name) => isSweepFile(name, '')),
      [],
    );
  });

  it('is known by its first line, or by the user’s globs', () => {
    assert.ok(isSweepFile('jobs.yaml', '# spawn: sweep'));
    assert.ok(isSweepFile('jobs.json', '// spawn: sweep of the week'));
    assert.ok(!isSweepFile('jobs.yaml', '# spawn: sweeper'));
    assert.ok(
      isSweepFile(
        'runs/jobs.yaml',
        '',
        ['runs/*.yaml'],
        (glob, name) => glob === 'runs/*.yaml' && name.startsWith('runs/'),
      ),
    );
  });
});
