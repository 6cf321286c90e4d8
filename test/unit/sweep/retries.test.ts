import assert from 'node:assert/strict';
import { planSweep } from '../../../src/plan/plan';
import type { Knowledge } from '../../../src/sweep/knowledge';
import type { RunSettings } from '../../../src/sweep/run';
import { IDENTITY, TARGET } from '../plan/runs';
import { applied, open, told } from './mark';
import { realShell } from './shell';

let knowledge: Knowledge;
before(async () => {
  knowledge = { shell: await realShell() };
});

const problems = (text: string): readonly string[] => told(text, open(text, { knowledge }).problems());
const settingsIn = (text: string): readonly RunSettings[] =>
  open(text, { knowledge })
    .sweep()
    .runs.map(({ settings }) => settings);

/** A sweep of one run that can be retried, with these lines in its `defaults`. */
const retried = (lines: string, script = 'echo "$X" /tmp/checkpoint'): string =>
  `defaults:\n  ttl: 1h\n  spot: true\n  on_complete: terminate\n  user_data: ${script}\n${lines}params:\n  - x: 1\n`;

describe('retries', () => {
  it('are counted by outcome, or by one number for what is not the fault of the script', () => {
    for (const [written, read] of [
      ['3', { interrupted: 3, lost: 3, failed: 0 }],
      ['0', { interrupted: 0, lost: 0, failed: 0 }],
      ['20', { interrupted: 20, lost: 20, failed: 0 }],
      ['{failed: 2}', { interrupted: 0, lost: 0, failed: 2 }],
      ['{interrupted: 5, lost: 1, failed: 0}', { interrupted: 5, lost: 1, failed: 0 }],
    ] as const) {
      const text = retried(`  retry: ${written}\n`);
      assert.deepEqual(problems(text), [], written);
      assert.deepEqual(settingsIn(text)[0]?.retry, read, written);
    }
    assert.equal(settingsIn(retried(''))[0]?.retry, undefined);
  });

  it('are refused at what is wrong in them', () => {
    for (const [written, wrong] of [
      ['21', '5:9 "21"'],
      ['-1', '5:9 "-1"'],
      ['1.5', '5:9 "1.5"'],
      ['"3"', '5:9 "\\"3\\""'],
      ['twice', '5:9 "twice"'],
      ['{}', '5:9 "{}"'],
      ['[1]', '5:9 "[1]"'],
      ['{interrupted: 99}', '5:23 "99"'],
      ['{lost: many}', '5:16 "many"'],
      ['{losst: 1}', '5:9 "{losst: 1}"'],
    ] as const) {
      const text = retried(`  retry: ${written}\n`);
      assert.deepEqual(problems(text), [`invalid-value ${wrong}`], written);
      assert.equal(settingsIn(text)[0]?.retry, undefined, written);
    }
  });

  it('require an end, a market that interrupts, and instances that terminate, each with a fix', () => {
    const file = (lines: string): string =>
      `defaults:\n  user_data: echo $X\n${lines}  retry: 2\nparams:\n  - x: 1\n`;
    const bare = file('');
    assert.deepEqual(problems(bare), [
      'no-ttl 0:0 "defaults"',
      'retry-without-ttl 2:9 "2"',
      'retry-without-spot 2:9 "2"',
      'retry-without-terminate 2:9 "2"',
    ]);
    let text = bare;
    for (const code of ['retry-without-ttl', 'retry-without-spot', 'retry-without-terminate']) {
      const found = open(text, { knowledge })
        .problems()
        .find((problem) => problem.code === code);
      text = applied(text, found?.fixes[0]?.edits ?? []);
      assert.ok(!problems(text).some((problem) => problem.startsWith(code)), code);
    }
    assert.deepEqual(problems(text), []);
    const [settings] = settingsIn(text);
    assert.deepEqual(
      [settings?.ttlSeconds, settings?.spot, settings?.spotFallback, settings?.onComplete],
      [3600, true, true, 'terminate'],
    );
    assert.deepEqual(problems(file('  ttl: 1h\n  spot: true\n  on_complete: keep\n')), [
      'retry-without-terminate 4:15 "keep"',
    ]);
    // Stopping is impossible on spot, whether the run is retried or not.
    assert.deepEqual(problems(file('  ttl: 1h\n  spot: true\n  on_complete: stop\n')), [
      'stop-with-spot 4:15 "stop"',
      'retry-without-terminate 4:15 "stop"',
    ]);
    assert.deepEqual(problems(file('  ttl: 1h\n  spot: false\n  on_complete: terminate\n')), [
      'retry-without-spot 5:9 "2"',
    ]);
  });

  it('need no spot where only losses and failures are retried', () => {
    const text =
      'defaults:\n  ttl: 1h\n  on_complete: terminate\n  user_data: echo $X\n  retry: {lost: 1, failed: 1}\nparams:\n  - x: 1\n';
    assert.deepEqual(problems(text), []);
  });

  it('are judged by what each run makes of the defaults', () => {
    const text =
      'defaults:\n  ttl: 1h\n  user_data: echo $X\n  retry: 1\nparams:\n  - x: 1\n    spot: true\n    on_complete: terminate\n  - x: 2\n    retry: 0\n';
    assert.deepEqual(problems(text), []);
    const other = text.replace('    retry: 0\n', '    on_complete: keep\n    spot: prefer\n');
    assert.deepEqual(problems(other), ['retry-without-terminate 9:17 "keep"']);
  });

  it('of the values of a grid are judged too, each value once', () => {
    const text =
      'defaults:\n  ttl: 1h\n  user_data: echo $X\n  on_complete: terminate\ngrid:\n  x: [1, 2, 3]\n  spot: [true, prefer]\n  retry: [0, 2]\n  on_complete: [terminate, keep]\n';
    assert.deepEqual(problems(text), ['retry-without-terminate 8:27 "keep"']);
  });
});

describe('a checkpoint', () => {
  it('is a path, checked every five minutes unless it sets another interval', () => {
    for (const [written, read] of [
      ['/tmp/checkpoint', { path: '/tmp/checkpoint', everySeconds: 300 }],
      ['/tmp//checkpoint/', { path: '/tmp/checkpoint', everySeconds: 300 }],
      ['{path: "/tmp/checkpoint"}', { path: '/tmp/checkpoint', everySeconds: 300 }],
      ['{path: /tmp/checkpoint, every: 1m}', { path: '/tmp/checkpoint', everySeconds: 60 }],
      ['{path: /tmp/checkpoint, every: 24h}', { path: '/tmp/checkpoint', everySeconds: 86_400 }],
      ['"/tmp/my checkpoint"', { path: '/tmp/my checkpoint', everySeconds: 300 }],
      ['/tmp/.checkpoint', { path: '/tmp/.checkpoint', everySeconds: 300 }],
    ] as const) {
      const text = retried(`  retry: 1\n  checkpoint: ${written}\n`, `echo "$X" "${read.path}"`);
      assert.deepEqual(problems(text), [], written);
      assert.deepEqual(settingsIn(text)[0]?.checkpoint, read, written);
    }
  });

  it('is refused at what is wrong in it', () => {
    for (const [written, wrong] of [
      ['checkpoint', 'invalid-value 6:14 "checkpoint"'],
      ['~/checkpoint', 'invalid-value 6:14 "~/checkpoint"'],
      ['/', 'invalid-value 6:14 "/"'],
      ['//', 'invalid-value 6:14 "//"'],
      ['/tmp/../etc', 'invalid-value 6:14 "/tmp/../etc"'],
      ['/tmp/..', 'invalid-value 6:14 "/tmp/.."'],
      ['/tmp/./x', 'invalid-value 6:14 "/tmp/./x"'],
      ['/tmp/*.pt', 'invalid-value 6:14 "/tmp/*.pt"'],
      ['true', 'invalid-value 6:14 "true"'],
      ['[/tmp/a]', 'invalid-value 6:14 "[/tmp/a]"'],
      ['{every: 5m}', 'invalid-value 6:14 "{every: 5m}"'],
      ['{path: a}', 'invalid-value 6:21 "a"'],
      ['{path: /tmp/a, every: 5}', 'bare-duration 6:36 "5"'],
      ['{path: /tmp/a, every: often}', 'invalid-duration 6:36 "often"'],
      ['{path: /tmp/a, every: 10s}', 'invalid-duration 6:36 "10s"'],
      ['{path: /tmp/a, every: 2d}', 'invalid-duration 6:36 "2d"'],
      ['{path: /tmp/a, every: 31d}', 'ttl-too-long 6:36 "31d"'],
    ] as const) {
      const text = retried(`  retry: 1\n  checkpoint: ${written}\n`);
      assert.deepEqual(problems(text), [wrong], written);
      assert.equal(settingsIn(text)[0]?.checkpoint, undefined, written);
    }
  });

  it('without retries helps those who retry by hand, and a fix adds them where they can be', () => {
    const text = retried('  checkpoint: /tmp/checkpoint\n');
    assert.deepEqual(problems(text), ['checkpoint-without-retry 5:14 "/tmp/checkpoint"']);
    const [problem] = open(text, { knowledge }).problems();
    const fixed = applied(text, problem?.fixes[0]?.edits ?? []);
    assert.deepEqual(problems(fixed), []);
    assert.deepEqual(settingsIn(fixed)[0]?.retry, { interrupted: 3, lost: 3, failed: 0 });
    const kept = text.replace('terminate', 'keep');
    assert.deepEqual(open(kept, { knowledge }).problems()[0]?.fixes, []);
  });

  it('that the script does not name is reported where the whole program is in view', () => {
    const checkpoint = '  retry: 1\n  checkpoint: /tmp/ckpt\n';
    const found = ['unnamed-checkpoint 6:14 "/tmp/ckpt"'];
    assert.deepEqual(problems(retried(checkpoint, 'echo "$X"')), found);
    assert.deepEqual(problems(retried(checkpoint, `python3 -c 'print(1)' "$X"`)), []);
    assert.deepEqual(problems(retried(checkpoint, `python3 -c 'import os; os.environ["X"]'`)), found);
    assert.deepEqual(problems(retried(checkpoint, `python3 -c 'open("ckpt", "w")'`)), []);
    // What other programs read is not known.
    assert.deepEqual(problems(retried(checkpoint, 'python3 train.py')), []);
    assert.deepEqual(problems(retried(`${checkpoint}  dir: /tmp/ckpt\n`, 'echo "$X" "$DIR"')), []);
  });
});

describe('spot: prefer', () => {
  it('is spot with a fallback, which a run can take back', () => {
    const text =
      'defaults:\n  ttl: 1h\n  user_data: echo $X\n  spot: prefer\nparams:\n  - x: 1\n  - x: 2\n    spot: true\n  - x: 3\n    spot: false\n';
    assert.deepEqual(problems(text), []);
    const markets = settingsIn(text).map(({ spot, spotFallback }) => [spot, spotFallback]);
    assert.deepEqual(markets, [
      [true, true],
      [true, undefined],
      [false, undefined],
    ]);
    assert.ok(settingsIn(text).every((settings, at) => at === 0 || !('spotFallback' in settings)));
    const plan = planSweep(open(text).sweep(), IDENTITY, TARGET);
    assert.deepEqual(
      plan.batches.map(({ shape }) => [shape.spot, shape.spotFallback]),
      markets,
    );
  });

  it('is misspelled with a fix', () => {
    const text = retried('').replace('spot: true', 'spot: preffer');
    const [problem] = open(text).problems();
    assert.equal(problem?.code, 'invalid-value');
    assert.equal(problem?.message, '`spot` must be true, false or prefer.');
    assert.equal(settingsIn(applied(text, problem?.fixes[0]?.edits ?? []))[0]?.spotFallback, true);
  });
});

it('variables of attempts can be set by no parameter and no secret', () => {
  const text = retried('  spawn_attempt: 1\n  secrets: {SPAWN_RESUMED: env}\n');
  assert.deepEqual(problems(text), [
    'unusable-variable 5:2 "spawn_attempt"',
    'unusable-variable 6:12 "SPAWN_RESUMED"',
  ]);
});
