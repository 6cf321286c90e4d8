import assert from 'node:assert/strict';
import fc from 'fast-check';
import { environmentOf, shellVariables, sweepVariables, variableName } from '../../../src/sweep/environment';
import { runOf } from '../../sample-sweep';

describe('the variable of a parameter', () => {
  for (const [parameter, variable] of [
    ['lr', 'LR'],
    ['learning_rate', 'LEARNING_RATE'],
    ['learning-rate', 'LEARNING_RATE'],
    ['9x', '_9X'],
    ['0', '_0'],
    ['x9', 'X9'],
    ['_9x', '_9X'],
    ['a.b c/d', 'A_B_C_D'],
    ['größe', 'GR_SSE'],
    ['😀', '_'],
    ['ſ', 'S'],
  ] as const)
    it(`${parameter} is ${variable}`, () => assert.equal(variableName(parameter), variable));

  it('is a name that every shell takes, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (parameter) => {
        const variable = variableName(parameter);
        assert.match(variable, /^[A-Z_][A-Z0-9_]*$/);
        assert.equal(variableName(variable), variable);
      }),
    );
  });
});

describe('the environment of a run', () => {
  const sweep = { id: 'sweep-lr-20260127-101500', name: 'lr', size: 9 };

  it('has its parameters as they are written, and the facts of the sweep', () => {
    const run = runOf(3, { region: 'eu-west-1' }, { lr: '1e-3', '9x': ' $HOME\n' });
    assert.deepEqual(Object.fromEntries(environmentOf(run, sweep)), {
      LR: '1e-3',
      _9X: ' $HOME\n',
      NAME: 'run-3',
      SWEEP_ID: 'sweep-lr-20260127-101500',
      SWEEP_NAME: 'lr',
      SWEEP_INDEX: '3',
      SWEEP_SIZE: '9',
      SWEEP_REGION: 'eu-west-1',
    });
  });

  it('doesn’t let a parameter replace a variable that every run has', () => {
    const own = Object.fromEntries(sweepVariables.map((variable) => [variable.toLowerCase(), 'mine']));
    const environment = environmentOf(runOf(0, {}, own), sweep);
    assert.deepEqual([...environment.values()].includes('mine'), false);
    assert.equal(environment.size, sweepVariables.length);
  });

  it('has none of the variables that a shell, its loader or a login session needs', () => {
    // POSIX (XBD 8.3, XCU 2.5.3), bash(1), ld.so(8), sshd(8): those that change how a script is read or what it loads.
    for (const variable of [
      ...[
        'PATH',
        'HOME',
        'IFS',
        'ENV',
        'BASH_ENV',
        'SHELL',
        'USER',
        'LOGNAME',
        'PWD',
        'OLDPWD',
        'TERM',
        'TZ',
      ],
      ...[
        'LANG',
        'LC_ALL',
        'PS4',
        'SHELLOPTS',
        'BASHOPTS',
        'CDPATH',
        'GLOBIGNORE',
        'PROMPT_COMMAND',
        'OPTIND',
      ],
      ...['POSIXLY_CORRECT', 'RANDOM', 'SECONDS', 'LINENO', 'UID', 'EUID', 'TMPDIR', '_'],
      ...['LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'GCONV_PATH', 'GLIBC_TUNABLES'],
    ])
      assert.ok(shellVariables.has(variable), variable);
    for (const variable of shellVariables) assert.equal(variableName(variable), variable);
  });
});
