import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Bench, Figure } from './bench';
import { startCloudProcess } from './cloud-process';
import { costOf } from './command-cost';
import { environmentOf } from './copiers';
import { count, ratioTo, told } from './figure';
import { inTurn } from './measure';
import { gridText, paramsText } from './sweep-text';

/** What a command reads before it does anything. */
const VALIDATES = ['commands'];
const ASKS = [...VALIDATES, 'engine'];

/** CPU time of commands whose answer is at hand, against that of loading what they need. */
const commands: Bench = {
  name: 'commands',
  quick: true,
  run: async ({ quick }) => {
    const cloud = await startCloudProcess();
    const env = environmentOf(cloud);
    const cpuOfNode = async (words: readonly string[]): Promise<number> =>
      (await costOf(process.execPath, words, env)).cpu;
    const load = (bundles: readonly string[]) => {
      const files = bundles
        .filter((bundle) => bundle !== 'cli')
        .map((bundle) => path.resolve('dist', `${bundle}.js`));
      return cpuOfNode(['-e', `for (const file of ${JSON.stringify(files)}) require(file)`]);
    };
    try {
      const written = async (name: string, text: string): Promise<string> => {
        const file = path.join(cloud.folder, name);
        await fs.writeFile(file, text);
        return file;
      };
      const three = await written('three-sweep.yaml', paramsText(3));
      const many = await written('many-sweep.yaml', gridText(10_000));
      const figures: Figure[] = [];
      const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
        ['spawn validate, 3 runs', ['validate', three], VALIDATES],
        ['spawn list', ['list'], ASKS],
        ['spawn list-sweeps', ['list-sweeps'], ASKS],
        ['spawn launch --dry-run, 3 runs', ['launch', '--param-file', three, '--dry-run'], ASKS],
      ];
      for (const [name, words, bundles] of rows) {
        const { ours, theirs } = await inTurn(
          quick ? 5 : 15,
          () => cpuOfNode(['dist/cli.js', ...words]),
          () => load(bundles),
        );
        const against = { name: `loading ${bundles.join(', ')}`, value: theirs };
        figures.push(ratioTo(`${name}, CPU`, ours, 'ms', 2, { against }));
      }
      const dryRun = ['dist/cli.js', 'launch', '--param-file', many, '--dry-run'];
      figures.push(told(`spawn launch --dry-run, ${count(10_000)} runs, CPU`, await cpuOfNode(dryRun), 'ms'));
      return figures;
    } finally {
      await cloud.stop();
    }
  },
};

export default [commands];
