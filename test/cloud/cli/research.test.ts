import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { done, type Machine, newMachine } from './spawn';

type Row = Readonly<Record<string, unknown>>;

interface Port {
  readonly title: string;
  readonly files?: Readonly<Record<string, string>>;
  /** The part of the run next to its name. */
  readonly run: object;
  /** What the table must hold of the run. */
  readonly row: Row;
  /** What must be there to try it: arguments of a program that ends with 0. */
  readonly needs?: readonly string[];
}

/** Programs as people bring them from other tools, changed only as docs/coming-from.md says. */
const ports: Readonly<Record<string, Port>> = {
  wandb: {
    title: 'a program for W&B, whose config comes from the environment',
    files: {
      'wandb_train.py': `#!/usr/bin/env python3
import json, os
config = {"lr": float(os.environ["LR"]), "epochs": int(os.environ.get("EPOCHS", 3))}
for epoch in range(config["epochs"]):
    metrics = {"epoch": epoch, "train/loss": 1 / (epoch + 1), "val/loss": config["lr"] / (epoch + 1)}
    print(metrics, flush=True)
json.dump(metrics, open("/tmp/result.json", "w"))
`,
    },
    run: { user_data: { file: 'wandb_train.py' }, lr: 0.3 },
    row: { epoch: 2, 'val/loss': 0.09999999999999999 },
  },
  hydra: {
    title: 'a program for Hydra, which gets its values as overrides and writes below outputs',
    files: {
      'hydra_train.py': `import json, os, sys
overrides = dict(word.split("=", 1) for word in sys.argv[1:])
folder = "outputs/2026-01-27/10-15-00"
os.makedirs(folder + "/.hydra")
open(folder + "/.hydra/overrides.yaml", "w").write("\\n".join("- " + word for word in sys.argv[1:]))
json.dump({"score": float(overrides["lr"]) * 2, "model": overrides["model"]}, open(folder + "/metrics.json", "w"))
`,
    },
    run: {
      files: ['hydra_train.py'],
      user_data: '#!/bin/bash\nexec python3 hydra_train.py lr="$LR" model="$MODEL"\n',
      lr: 0.5,
      model: 'cnn',
    },
    row: { score: 1 },
  },
  parallel: {
    title: 'a job of GNU parallel that uses all processors of its machine',
    run: {
      user_data:
        "#!/bin/bash\nset -euo pipefail\nseq 1 40 | xargs -P 4 -I{} sh -c 'echo $(({} * {}))' | awk '{ sum += $1 } END { print \"sum=\" sum }' >/tmp/result.txt\n",
    },
    row: { sum: 22_140 },
  },
  slurm: {
    title: 'a task of a Slurm array, which takes its line of a table',
    files: { 'tasks.csv': 'alpha,1\nbeta,2\ngamma,3\n' },
    run: {
      files: ['tasks.csv'],
      user_data: `#!/bin/bash
SLURM_ARRAY_TASK_ID=$TASK
IFS=, read -r word number <<< "$(sed -n "\${SLURM_ARRAY_TASK_ID}p" tasks.csv)"
printf 'word,number\\n%s,%s\\n' "$word" "$number" > /tmp/results.csv
`,
      task: 2,
    },
    row: { word: 'beta', number: 2 },
  },
  batch: {
    title: 'a child of an AWS Batch array job, which knows its index',
    run: {
      user_data:
        '#!/bin/sh\nAWS_BATCH_JOB_ARRAY_INDEX=$SWEEP_INDEX\necho "shard: $AWS_BATCH_JOB_ARRAY_INDEX" >/tmp/result.txt\n',
    },
    row: { shard: 4 },
  },
  skypilot: {
    title: 'setup and run of a SkyPilot task, with a virtual environment',
    run: {
      user_data: `#!/bin/bash
set -e
python3 -m venv --without-pip --system-site-packages venv
. venv/bin/activate
python -c 'import json, sys; json.dump({"inside": sys.prefix != sys.base_prefix}, open("/tmp/result.json", "w"))'
`,
    },
    row: { inside: true },
    needs: ['/usr/bin/python3', '-c', 'import venv'],
  },
  background: {
    title: 'a program that is started with nohup, and waited for',
    run: {
      wait: 'background',
      user_data:
        '#!/bin/bash\nnohup sh -c \'sleep 2; echo "answer: 42" >/tmp/result.txt\' >train.log 2>&1 &\n',
    },
    row: { answer: 42 },
  },
  shutdown: {
    title: 'a script that ends its machine itself when its work is done',
    run: { user_data: '#!/bin/bash\necho "done: 1" >/tmp/result.txt\nshutdown -h now\n' },
    row: { done: 1 },
  },
  large: {
    title: 'a result that is larger than one request to S3 may be',
    run: {
      volume_size: 100,
      user_data: `#!/bin/bash
head -c 12000000 /dev/urandom > /tmp/model.bin
SPAWN_LARGEST_PUT=1000000 spored upload /tmp/model.bin && echo "uploaded: 1" > /tmp/result.txt
`,
    },
    row: { uploaded: 1 },
  },
  import: {
    title: 'a Python program that imports what lies beside it',
    files: {
      'helper.py': 'def answer(): return 41\n',
      'job.py':
        '#!/usr/bin/env python3\nimport helper, json\njson.dump({"v": helper.answer()}, open("/tmp/result.json", "w"))\n',
    },
    run: { files: ['helper.py'], user_data: { file: 'job.py' } },
    row: { v: 41 },
  },
  sklearn: {
    title: 'a grid search of scikit-learn',
    run: {
      user_data: `#!/usr/bin/python3
import json, os
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
x, y = load_iris(return_X_y=True)
scores = cross_val_score(LogisticRegression(C=float(os.environ["C"]), max_iter=500), x, y, cv=3)
json.dump({"folds": len(scores), "good": bool(scores.mean() > 0.9)}, open("/tmp/result.json", "w"))
`,
      c: 1,
    },
    row: { folds: 3, good: true },
    needs: ['/usr/bin/python3', '-c', 'import sklearn'],
  },
  r: {
    title: 'a model of R',
    run: {
      user_data: `#!/usr/bin/env Rscript
slope <- as.numeric(Sys.getenv("SLOPE"))
x <- 1:10
fit <- lm(y ~ x, data.frame(x = x, y = slope * x + c(-0.1, 0.1)))
write.csv(data.frame(n = length(x), slope = round(coef(fit)[["x"]])), "/tmp/results.csv", row.names = FALSE)
`,
      slope: 3,
    },
    row: { n: 10, slope: 3 },
    needs: ['Rscript', '--version'],
  },
};

const lacks = ({ needs: [program = '', ...words] = [] }: Port): boolean =>
  program !== '' && spawnSync(program, words, { stdio: 'ignore' }).status !== 0;

describe('sweeps as people bring them from other tools', function () {
  this.timeout(300_000);
  let machine: Machine;
  let rows: readonly Row[];
  const local = ['--provider', 'local'];

  const write = (name: string, sweep: object): Promise<void> =>
    machine.write(
      name,
      JSON.stringify({
        defaults: { instance_type: 't3.micro', region: 'us-east-1', ttl: '10m', on_complete: 'terminate' },
        ...sweep,
      }),
    );
  const launch = async (name: string): Promise<string> =>
    JSON.parse(done(await machine.spawn('launch', '--param-file', name, ...local, '--wait', '--json')).stdout)
      .sweep_id;

  before(async () => {
    machine = await newMachine();
    for (const { files = {} } of Object.values(ports))
      for (const [name, text] of Object.entries(files)) await machine.write(name, text);
    const tried = Object.entries(ports).filter(([, port]) => !lacks(port));
    await write('ports.sweep.json', { params: tried.map(([name, { run }]) => ({ name, ...run })) });
    const id = await launch('ports.sweep.json');
    done(await machine.spawn('collect-results', id, '--output', 'out', ...local));
    rows = JSON.parse(await readFile(join(machine.folder, 'out', 'results.json'), 'utf8'));
  });
  after(async () => machine.dispose());

  for (const [name, port] of Object.entries(ports))
    it(`run ${port.title}`, function () {
      if (lacks(port)) {
        // The reason: this computer has no such program.
        this.skip();
      }
      const row = rows.find((each) => each['name'] === name);
      assert.ok(row !== undefined);
      assert.deepEqual(
        { state: row['state'], ...Object.fromEntries(Object.keys(port.row).map((key) => [key, row[key]])) },
        { state: 'succeeded', ...port.row },
      );
    });

  it('rank the runs of a grid by the loss that W&B would compare', async () => {
    await write('wandb.sweep.json', {
      defaults: {
        instance_type: 't3.micro',
        region: 'us-east-1',
        ttl: '10m',
        on_complete: 'terminate',
        user_data: { file: 'wandb_train.py' },
      },
      grid: { lr: [0.1, 2.5, 0.02] },
    });
    const id = await launch('wandb.sweep.json');
    const { stdout } = done(await machine.spawn('results', id, ...local, '--format', 'json', '--top', '1'));
    const [best, ...others] = JSON.parse(stdout);
    assert.deepEqual([best.lr, others], [0.02, []]);
  });
});
