import { execFileSync } from 'node:child_process';
import { accessOf } from '../sample-access';
import type { Bench } from './bench';
import { language, loadKnowledge, open } from './built';
import { count, faster } from './figure';
import { cpuOf, exponent, median } from './measure';
import { gridOf, gridText } from './sweep-text';

/** The way of the tutorial: a script that writes every combination into a file, which is then read. Prints CPU seconds. */
const PYTHON = `
import itertools, json, sys, time, yaml
grid = json.load(sys.stdin)
start = time.process_time()
names = list(grid)
runs = []
for index, values in enumerate(itertools.product(*grid.values())):
    run = {"name": f"run-{index}"}
    run.update(zip(names, values))
    runs.append(run)
defaults = {"instance_type": "t3.micro", "region": "us-east-1", "ttl": "1h", "on_complete": "terminate"}
text = yaml.dump({"defaults": defaults, "params": runs})
read = yaml.safe_load(text)
environments = [{key.upper(): str(value) for key, value in {**read["defaults"], **run}.items()} for run in read["params"]]
assert len(environments) == len(runs)
print(time.process_time() - start)
`;

/** The first ones meet code that the compiler has not seen. */
const rounds = 7;

const expand: Bench = {
  name: 'expand',
  quick: true,
  run: async () => {
    const knowledge = await loadKnowledge();
    const python = pythonWithYaml();
    const plan = (size: number): Promise<number> =>
      cpuOf(() => {
        const sweep = open(gridText(size), knowledge).sweep();
        const { batches } = language.planSweep(
          sweep,
          { sweepId: 'sweep-bench', fileSha256: '' },
          accessOf({ tables: true }),
        );
        const planned = batches.reduce((sum, { runs }) => sum + runs.length, 0);
        if (planned !== size) throw new Error(`${planned} runs were planned, not ${size}`);
      });
    const points: { size: number; value: number }[] = [];
    for (const size of [100, 1_000, 10_000]) {
      const samples: number[] = [];
      for (let round = 0; round < rounds; round++) samples.push(await plan(size));
      points.push({ size, value: median(samples) });
    }
    const theirs = 1000 * expandByPython(python, 10_000);
    const ours = points.at(-1)?.value ?? Number.NaN;
    const note = points.map(({ size, value }) => `${count(size)}: ${value.toFixed(1)} ms`).join(' · ');
    return [
      faster('grid of 10,000 runs → runs, environment, plan', { ours, theirs }, 'Python, PyYAML', 10, {
        note: `grows with exponent ${exponent(points).toFixed(2)} · ${note}`,
      }),
    ];
  },
};

function expandByPython(python: string, size: number): number {
  const input = JSON.stringify(gridOf(size));
  return Number(execFileSync(python, ['-c', PYTHON], { input, encoding: 'utf8' }));
}

/** Debian's own Python where it has PyYAML. @throws Error where none has */
function pythonWithYaml(): string {
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      execFileSync(python, ['-c', 'import yaml'], { stdio: 'ignore' });
      return python;
    } catch {
      // The next one may have it.
    }
  }
  throw new Error('No Python here has PyYAML: sudo apt-get install python3-yaml');
}

export default [expand];
