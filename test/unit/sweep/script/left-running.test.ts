import assert from 'node:assert/strict';
import type { ShellParser } from '../../../../src/sweep/script/shell';
import { applied, open, told } from '../mark';
import { realShell } from '../shell';

describe('work that a script leaves running', () => {
  let shell: ShellParser;
  before(async () => {
    shell = await realShell();
  });

  const sweep = (script: string, more = ''): string =>
    `defaults:\n  ttl: 1h\n${more}  user_data: |\n    #!/bin/bash\n${script
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n')}\nparams:\n  - name: a\n`;
  const reading = (text: string) => open(text, { knowledge: { shell } });
  const problems = (script: string, more = '') => {
    const text = sweep(script, more);
    return told(text, reading(text).problems());
  };
  const found = (script: string, more = ''): boolean =>
    problems(script, more).some((each) => each.startsWith('left-running'));
  const fixed = (script: string): string => {
    const text = sweep(script);
    const [fix] = reading(text)
      .problems()
      .flatMap(({ fixes }) => fixes);
    assert.ok(fix !== undefined);
    const after = applied(text, fix.edits);
    assert.deepEqual(told(after, reading(after).problems()), []);
    return after.slice(after.indexOf('bash\n') + 5, after.indexOf('\nparams')).replaceAll(/^ {4}/gm, '');
  };

  it('is reported if nothing waits for it, with a quick fix that waits', () => {
    assert.deepEqual(problems('nohup python3 train.py > /tmp/results/log 2>&1 &'), [
      'left-running 4:4 "nohup python3 train.py > /tmp/results/log 2>&1"',
    ]);
    const scripts: readonly (readonly [string, string])[] = [
      [
        'nohup python3 train.py > /tmp/results/log 2>&1 &',
        'nohup python3 train.py > /tmp/results/log 2>&1 &\nwait $!',
      ],
      ['python3 train.py &\necho started', 'python3 train.py &\necho started\nwait $!'],
      ['( cd /opt && ./run ) &\nexit 0', '( cd /opt && ./run ) &\nwait $!\nexit 0'],
      ['./train &\nshutdown -h now', './train &\nwait $!\nshutdown -h now'],
      [
        'nohup ./train &\nsudo systemctl -i poweroff\nexit',
        'nohup ./train &\nwait $!\nsudo systemctl -i poweroff\nexit',
      ],
      ['setsid ./train &\ndisown', 'setsid ./train &\ndisown\nwait $!'],
      [
        "tmux new -d -s train 'python3 train.py'",
        "tmux new -d -s train 'python3 train.py'\nwhile tmux has-session 2>/dev/null; do sleep 5; done",
      ],
      [
        'screen -dmS train ./train',
        'screen -dmS train ./train\nwhile screen -ls | grep -q Detached; do sleep 5; done',
      ],
      ['su - ec2-user -c "python3 train.py > log 2>&1 &"', 'su - ec2-user -c "python3 train.py > log 2>&1"'],
      ['for i in 1 2 3; do\n  ./train $i &\ndone', 'for i in 1 2 3; do\n  ./train $i &\ndone\nwait'],
    ];
    for (const [script, wanted] of scripts) assert.equal(fixed(script), wanted);
  });

  it('has no fix where no line waits for it', () => {
    const text = sweep('docker run -d --name train image');
    assert.deepEqual(
      reading(text)
        .problems()
        .map(({ code, fixes }) => [code, fixes.length]),
      [['left-running', 0]],
    );
  });

  it('is none where the script waits, or continues with other work', () => {
    for (const script of [
      'python3 train.py &\nwait',
      'python3 train.py &\nwait $!',
      './server &\n./client --all',
      './a & ./b',
      'for i in 1 2; do ./train $i & done; wait',
      'for i in 1 2; do\n  ./train $i &\n  wait -n\ndone',
      'python3 train.py & pid=$!\nwhile kill -0 $pid; do sleep 10; done',
      'python3 train.py && echo done',
      'watch() { sleep 1 & }\nwatch\npython3 train.py',
      "tmux new -d -s train './train'\nwhile tmux has-session; do sleep 5; done",
      'docker run --rm image',
      'su - ec2-user -c "a && b"',
      "bash -c 'a & wait'",
      'curl "http://x/?a=1&"',
      'echo one &> /tmp/log',
      // What serves the work, or watches it.
      'while :; do sleep 60; done &\ntail -f /var/log/x &',
      'nohup tensorboard --logdir /tmp/results &',
      'python3 train.py\nnvidia-smi dmon > gpu.log &',
    ])
      assert.deepEqual(found(script), false, script);
  });

  it('is not reported if the sweep file waits for it', () => {
    assert.equal(found('nohup ./train &', '  wait: background\n'), false);
    assert.equal(found('nohup ./train &', '  wait: script\n'), true);
  });

  it('costs results with keep, and the work itself where the instance ends', () => {
    const message = (more: string): string => reading(sweep('./train &', more)).problems()[0]?.message ?? '';
    assert.match(message('  on_complete: terminate\n'), /and the instance ends\./);
    assert.doesNotMatch(message('  on_complete: keep\n'), /the instance ends/);
  });
});
