import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { tellFailure } from '../failures';
import type { World } from '../world';
import { removeBelongings, setUpAccount } from './account';
import { filter, sort } from './arrange';
import { cancelSweep, terminate } from './cancel';
import { collect } from './collect';
import { collectAlong, stopCollectAlong } from './collect-along';
import { connect, copySshCommand } from './connect';
import { exportCost, showCost } from './cost';
import { dryRun } from './dry-run';
import { explainProblem } from './explain';
import { extendTtl } from './extend';
import { openInConsole } from './instance';
import { launch, resume } from './launch';
import { newSweepFile } from './new-sweep-file';
import { findOrphans } from './orphans';
import { chooseProfile, chooseProvider, chooseRegion, startLocalCloud, stopLocalCloud } from './place';
import { rerunChosen, rerunFailed } from './rerun';
import {
  compareLaunchedFile,
  copyId,
  copyName,
  openLaunchedFile,
  showConsole,
  showLog,
  showSweep,
  tailLog,
} from './show';
import { signIn } from './sign-in';
import { addToSshConfig } from './ssh-config';
import { statusMenu } from './status-menu';
import { sweepTarget, sweepTargets } from './targets';

type Command = (world: World, argument: unknown) => Promise<void> | void;

/** Every command of the extension. The argument is a row's id, a file's address, a sweep's id, or nothing. */
const table: Readonly<Record<string, Command>> = {
  launch,
  tryLocally: (world, argument) => launch(world, argument, 'local'),
  dryRun,
  newSweepFile: () => newSweepFile(),
  takeTour: async () => {
    await vscode.commands.executeCommand(
      'workbench.action.openWalkthrough',
      'spawn.spawn-sweeps#first-sweep',
      false,
    );
  },
  showSweep,
  collect,
  collectAlong,
  stopCollectAlong,
  cancelSweep,
  resumeSweep: async (world, argument) => {
    const target = await sweepTarget(world, argument, (sweep) => sweep.resumable);
    if (target !== undefined) await resume(world, target.provider, target.sweep.id);
  },
  showLog,
  tailLog,
  showConsole,
  openLaunchedFile,
  compareLaunchedFile,
  copyId,
  copyName,
  filter,
  clearFilter: (world) => world.sidebar.narrow(''),
  sort,
  showCost,
  exportCost,
  rerunFailed,
  copySshCommand,
  addToSshConfig,
  openInConsole,
  refresh: (world) => world.store.refresh(),
  openRow: async (world) => {
    const row = world.sidebar.chosen;
    if (row?.kind === 'older') world.store.loadOlder(row.provider);
    else if (row?.kind === 'run') await showLog(world, row.id);
  },
  startLocalCloud,
  stopLocalCloud,
  chooseProvider: () => chooseProvider(),
  chooseProfile: () => chooseProfile(),
  chooseRegion: () => chooseRegion(),
  signIn,
  setUpAccount,
  removeBelongings,
  findOrphans,
  explainProblem,
  statusMenu: () => statusMenu(),
  showOutput: (world) => world.log.show(),
  openSettings: async () => {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'spawn.');
  },
};

/** Commands that take every chosen row of a tree. */
const ofSeveral: Readonly<Record<string, (world: World, arguments_: readonly unknown[]) => Promise<void>>> = {
  showResults: async (world, arguments_) => {
    const targets = await sweepTargets(world, arguments_);
    if (targets.length > 0)
      world.results.show(targets.map(({ provider, sweep }) => ({ provider, sweepId: sweep.id })));
  },
  rerunChosen,
  connect,
  extendTtl,
  terminate,
};

/** Registers every command as `spawn.<name>`. What goes wrong in one is told once, here. */
export function registerCommands(world: World): Disposables {
  const registered = new Disposables();
  const register = (
    name: string,
    run: (argument: unknown, chosen: unknown) => Promise<void> | void,
  ): void => {
    const guarded = async (argument?: unknown, chosen?: unknown): Promise<void> => {
      try {
        await run(argument, chosen);
      } catch (error) {
        await tellFailure(error, world.log);
      }
    };
    registered.track(vscode.commands.registerCommand(`spawn.${name}`, guarded));
  };
  for (const [name, run] of Object.entries(table)) register(name, (argument) => run(world, argument));
  for (const [name, run] of Object.entries(ofSeveral))
    register(name, (argument, chosen) =>
      // A tree says which rows are chosen only where the one it was asked on is among several.
      run(world, Array.isArray(chosen) && chosen.length > 0 ? chosen : [argument]),
    );
  return registered;
}
