import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
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
import type { NameOfOne, NameOfSeveral } from './names';
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
import { treatAsSweepFile } from './treat-as-sweep';

// This bundle has texts of its own.
if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });

type Command = (world: World, argument: unknown) => Promise<void> | void;

/** What each command does. The argument is a row's id, a file's address, a sweep's id, or nothing. */
export const table: Readonly<Record<NameOfOne, Command>> = {
  launch,
  tryLocally: (world, argument) => launch(world, argument, 'local'),
  dryRun,
  newSweepFile: () => newSweepFile(),
  treatAsSweepFile,
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
export const ofSeveral: Readonly<
  Record<NameOfSeveral, (world: World, arguments_: readonly unknown[]) => Promise<void>>
> = {
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
