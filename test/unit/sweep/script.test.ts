import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ShellParser } from '../../../src/sweep/script/shell';
import { applied, open, told } from './mark';
import { realShell } from './shell';

describe('the script in user_data', () => {
  let shell: ShellParser;
  before(async () => {
    shell = await realShell();
  });

  const reading = (text: string, language: 'yaml' | 'json' = 'yaml') =>
    open(text, { language, knowledge: { shell } });
  const problems = (text: string, language: 'yaml' | 'json' = 'yaml') =>
    told(text, reading(text, language).problems());
  const file = (script: string, more = ''): string =>
    `defaults:\n  ttl: 1h\n${more}  user_data: |\n${script
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`))
      .join('\n')}\nparams:\n  - name: a\n    lr: 1\n`;
  const fixed = (text: string): string => {
    const fix = reading(text)
      .problems()
      .flatMap((problem) => problem.fixes)[0];
    assert.ok(fix !== undefined);
    return applied(text, fix.edits);
  };

  it('of the tutorial’s simple and batch sweeps is clean', () => {
    for (const name of ['simple-sweep.yaml', 'batch-sweep.yaml']) {
      assert.deepEqual(problems(readFileSync(path.join('test/fixtures/sweeps', name), 'utf8')), []);
    }
  });

  it('of the tutorial’s ML sweep holds two shell lines in its Python program, and nothing else', () => {
    const text = readFileSync('test/fixtures/sweeps/ml-sweep.yaml', 'utf8');
    assert.deepEqual(problems(text), [
      'shell-in-here-document 44:4 "aws s3 cp /tmp/results.json s3://my-ml-results/$NAME.json"',
      'shell-in-here-document 47:4 "spored complete --status success"',
    ]);
    const mended = fixed(text);
    assert.deepEqual(problems(mended), []);
    assert.equal(
      mended.slice(mended.indexOf('    chmod +x'), mended.indexOf('params:')),
      `    chmod +x /home/ec2-user/train.py
    su - ec2-user -c "python3 /home/ec2-user/train.py"

    # Upload to S3
    aws s3 cp /tmp/results.json s3://my-ml-results/$NAME.json
    # Mark complete
    spored complete --status success

`,
    );
  });

  it('may do what ordinary scripts do', () => {
    const script = `#!/bin/bash
set -euo pipefail
: "\${LR:?}" "\${MODE:-fast}" "\${#LR}" "\${LR%.*}" "\${OPT+x}"
echo "$1" "$@" "$#" "$?" "$$" "$!" "$HOME" "$AWS_REGION" "$RANDOM" "$SWEEP_INDEX"
n=$((LR * 2)); (( n++ )); echo "$n"
for f in /tmp/*.csv; do echo "$f"; done
for ((i = 0; i < 3; i++)); do echo "$i"; done
while IFS= read -r line; do echo "$line"; done < /tmp/x
read -r a b <<< "1 2"; echo "$a$b"
work() { local x=$1 y; y=2; echo "$x$y"; }
work "$LR"
declare -A map=([k]=v); echo "\${map[k]}"; export OUT=/tmp/o; echo "$OUT"
arr=(1 2); arr+=(3); echo "\${arr[@]}" "\${!arr[@]}"
printf -v padded '%03d' "$LR"; echo "$padded"
mapfile -t rows < /tmp/x; echo "\${rows[0]}"
if [ -z "$DEBUG" ]; then echo quiet; fi; echo "$DEBUG"
awk '{ print $1, $NF }' /tmp/x
cat > /tmp/p.py <<'EOF'
price = "$notavariable"
EOF
cat <<EOF
$LR
EOF
case "$LR" in 1) echo one ;; esac
python3 - "$LR" <<PY
print($LR)
PY
sed "s/x/$LR/" /tmp/x | tee /tmp/y
`;
    assert.deepEqual(problems(file(script)), []);
  });

  it('may source what sets its variables', () => {
    assert.deepEqual(problems(file('. /opt/env.sh\npython3 x.py "$FROM_THERE" "$LR"')), []);
  });

  it('has problems for variables that nothing sets', () => {
    const text = file(
      'echo "$LR $LERNING" $LRR__ "$(echo $deep)"\ncat <<EOF\n$inside\nEOF'.replace('$LRR__', '$' + '{LRR}'),
    );
    assert.deepEqual(problems(text), [
      'unknown-variable 3:15 "LERNING"',
      'unknown-variable 3:26 "LRR"',
      'unknown-variable 3:40 "deep"',
      'unknown-variable 5:5 "inside"',
    ]);
    assert.match(
      fixed(file('echo "$LEARNING_RAT $LR"').replace('lr: 1', 'lr: 1\n    learning_rate: 1')),
      /\$LEARNING_RATE \$LR/,
    );
  });

  it('counts on parameters whose values are wrong, and on runs that could not be read', () => {
    const head = 'defaults:\n  ttl: 1h\n  user_data: echo $LR $NOPE\n';
    const nope = 'unknown-variable 2:23 "NOPE"';
    assert.deepEqual(problems(`${head}params:\n  - lr: [1]\n`), [nope, 'parameter-not-scalar 4:8 "[1]"']);
    assert.deepEqual(problems(`${head}grid:\n  lr: 1\n  x: [1]\n`), [
      nope,
      'grid-not-list 4:6 "1"',
      'unused-parameter 5:2 "x"',
    ]);
    assert.deepEqual(problems(`${head}random:\n  count: 1\n  seed: 1\n  space:\n    lr: {choice: []}\n`), [
      nope,
      'invalid-distribution 7:17 "[]"',
    ]);
    assert.deepEqual(
      problems(`${head}params: {file: runs.csv}\n`),
      ['file-unread 3:15 "runs.csv"', 'no-runs 3:0 "params"'].slice(0, 1),
    );
    assert.deepEqual(
      problems(`${head}params:\n  - a: "1\n`).filter((told) => told.startsWith('unknown')),
      [],
    );
  });

  it('is not asked to use a key that cannot be, or that is a slip for another', () => {
    const text = 'defaults:\n  ttl: 1h\n  idle_timout: 1h\n  user_data: echo hello\nparams:\n  - path: 1\n';
    assert.deepEqual(problems(text), ['misspelt-key 2:2 "idle_timout"', 'unusable-variable 5:4 "path"']);
  });

  it('has lesser problems for parameters that it does not use', () => {
    assert.deepEqual(problems(file('echo hello')), ['unused-parameter 6:4 "lr"']);
    assert.deepEqual(problems(file('python3 train.py')), []);
    assert.deepEqual(problems(file('cat > x.py <<EOF\nos.environ["LR"]\nEOF\ncp x.py y')), []);
  });

  it('has a problem for a here-document that never ends', () => {
    const text = file('cat > x.txt <<EOF\nhello\n  EOF\necho "$LR"');
    assert.deepEqual(problems(text), ['unclosed-here-document 3:18 "EOF"']);
    assert.match(fixed(text), /hello\n {4}EOF\n {4}echo/);
    assert.match(fixed(file('cat <<"END" > $LR\nhello')), /hello\n {4}END\nparams/);
  });

  it('has a problem for an end that it never reaches', () => {
    const loop = 'while true; do echo "$LR"; sleep 1; done';
    assert.deepEqual(problems(file(loop)), []);
    assert.deepEqual(problems(file(loop, '  on_complete: stop\n')), ['never-ends 4:4 "while true;"']);
    assert.deepEqual(problems(file(`${loop} &\nwait`, '  on_complete: stop\n')), []);
    assert.deepEqual(problems(file(loop.replace('sleep 1', 'break'), '  on_complete: stop\n')), []);
  });

  it('is not checked if it is not a shell script', () => {
    assert.deepEqual(problems(file('#!/usr/bin/env python3\nprint("$x")')), []);
    assert.deepEqual(problems(file('#cloud-config\nruncmd: [echo $x]')), [
      'cloud-config 3:4 "#cloud-config"',
    ]);
  });

  it('is read in quotes and in JSON too', () => {
    const text =
      '{"defaults": {"ttl": "1h", "user_data": "echo \\"\\u00e9 $LR\\"\\necho $NOPE\\n"}, "params": [{"lr": 1}]}';
    assert.deepEqual(problems(text, 'json'), ['unknown-variable 0:68 "NOPE"']);
    const quoted = "defaults:\n  ttl: 1h\n  user_data: 'echo \"it''s $LR $NOPE\"'\nparams:\n  - lr: 1\n";
    assert.deepEqual(problems(quoted), ['unknown-variable 2:31 "NOPE"']);
  });
});
