import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { Bench } from './bench';
import { startCpu } from './calibration';
import { ratioTo } from './figure';
import { median } from './measure';

const ROUNDS = { quick: 7, full: 25 };
const run = promisify(execFile);

/**
 * Loads an extension and activates it, with a `vscode` that takes every call and answers nothing; prints the CPU time in
 * milliseconds and which of its own files were loaded.
 */
const DRIVER = `
const Module = require('node:module');
const path = require('node:path');
function anything() {
  return new Proxy(function () {}, {
    get: (target, key) => {
      if (key === 'then') return undefined;
      // No one looks: what is only done for a view in sight is not part of activation.
      if (key === 'visible' || key === 'focused') return false;
      if (key === 'prototype') return target.prototype;
      if (key === Symbol.toPrimitive) return () => '';
      if (key === Symbol.iterator) return () => [][Symbol.iterator]();
      return anything();
    },
    apply: () => anything(),
    construct: (target, args, newTarget) =>
      newTarget.prototype === target.prototype ? anything() : Reflect.construct(target, args, newTarget),
    // A bundle reads a module's members through an object that inherits from what the module does.
    getPrototypeOf: () => anything(),
    set: () => true,
  });
}
const vscode = anything();
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));
const file = path.resolve(process.argv[2]);
const before = process.cpuUsage();
const extension = require(file);
Promise.resolve(extension.activate(vscode)).then(() => {
  const { user, system } = process.cpuUsage(before);
  const loaded = Object.keys(require.cache).map((name) => path.basename(name));
  process.stdout.write(JSON.stringify({ ms: (user + system) / 1000, loaded }), () => process.exit());
});
`;

const activation: Bench = {
  name: 'activation',
  quick: true,
  run: async ({ quick }) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'spawn-bench-'));
    const driver = path.join(folder, 'driver.cjs');
    const empty = path.join(folder, 'empty.js');
    fs.writeFileSync(driver, DRIVER);
    fs.writeFileSync(empty, 'exports.activate = () => {};\n');
    const activate = async (file: string): Promise<{ ms: number; loaded: readonly string[] }> =>
      JSON.parse((await run(process.execPath, [driver, file])).stdout);
    try {
      const { loaded } = await activate('dist/extension.js');
      const samples: { readonly ours: number; readonly empty: number; readonly start: number }[] = [];
      for (let round = 0; round < (quick ? ROUNDS.quick : ROUNDS.full); round++) {
        const { ms: ours } = await activate('dist/extension.js');
        const { ms } = await activate(empty);
        samples.push({ ours, empty: ms, start: await startCpu() });
      }
      const ours = median(samples.map((sample) => sample.ours));
      const more = ours - median(samples.map((sample) => sample.empty));
      const chunk = fs.statSync('dist/extension.js').size / 1024;
      const others = loaded.filter((name) => name !== 'extension.js' && name !== 'driver.cjs');
      return [
        ratioTo('activation: load and activate, cold, CPU beyond an empty extension', more, 'ms', 0.48, {
          against: { name: 'the start of Node', value: median(samples.map(({ start }) => start)) },
        }),
        {
          name: 'activation chunk',
          value: chunk,
          unit: 'KB',
          gate: '≤ 250 KB',
          ok: chunk <= 250,
          exact: true,
        },
        {
          name: 'other files loaded at activation',
          value: others.length,
          unit: 'files',
          gate: 'none: no SDK until it is needed',
          ok: others.length === 0,
          exact: true,
          ...(others.length === 0 ? {} : { note: others.join(', ') }),
        },
      ];
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  },
};

export default [activation];
