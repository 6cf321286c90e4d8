import assert from 'node:assert/strict';
import type { ShellParser } from '../../../../src/sweep/script/shell';
import { applied, open, told } from '../mark';
import { realShell } from '../shell';

describe('results outside the results folder', () => {
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
  const unseen = (script: string, more = ''): readonly string[] => {
    const text = sweep(script, more);
    const problems = reading(text)
      .problems()
      .filter(({ code }) => code === 'unseen-results');
    return told(text, problems).map((each) => each.replace(/^\S+ \S+ /, ''));
  };

  it('are reported, with a quick fix that collects them too', () => {
    assert.deepEqual(
      unseen('mkdir -p logs checkpoints\npython3 train.py --out-dir ckpt/best --log_dir=./logs/'),
      ['"logs"', '"checkpoints"', '"ckpt/best"'],
    );
    assert.deepEqual(unseen('python3 eval.py > eval.log 2>&1'), ['"eval.log"']);
    const text = sweep('python3 train.py --output model.pt');
    const [fix] = reading(text).problems()[0]?.fixes ?? [];
    assert.ok(fix !== undefined);
    const after = applied(text, fix.edits);
    assert.match(
      after,
      /results: \["\/tmp\/result\*", "\/tmp\/results\/\*\*", "result\*", "outputs\/\*\*", model\.pt\]/,
    );
    assert.deepEqual(reading(after).problems(), []);
  });

  it('is nothing where results name it, by default or in the file', () => {
    for (const script of [
      'mkdir -p results outputs\npython3 train.py --out results --lr 1 --save-dir outputs/a',
      'python3 train.py --output results.json > result.txt',
      'python3 train.py --output /tmp/results/m.json',
    ])
      assert.deepEqual(unseen(script), [], script);
    const named = '  results: [logs/**, "*.pt", runs/*/metrics.json]\n';
    assert.deepEqual(
      unseen(
        'mkdir -p logs runs\npython3 train.py --out model.pt --log-dir logs/x --save-dir results',
        named,
      ),
      ['"results"'],
    );
  });

  it('is nothing where the script goes elsewhere, or a tool fetches and builds', () => {
    for (const script of [
      'cd /tmp/results\npython3 train.py --out x',
      'curl -o data.csv --output data.csv http://x/data.csv',
      'aws s3 ls s3://b --output json > list.json',
      'gcc -o run main.c > build.log',
      'git clone http://x --dest repo',
      'cat > train.py <<EOF\nprint(1)\nEOF',
      'echo hi > note.txt',
      'python3 plan.py > jobs.txt\n./run jobs.txt',
      'envsubst < template > config.json',
      'python3 train.py --out "$OUT" > /dev/null',
      'python3 train.py --out ../x --output s3://b/x',
      'su - ec2-user -c "python3 train.py --out x"',
    ])
      assert.deepEqual(unseen(script), [], script);
  });
});
