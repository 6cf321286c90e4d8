import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { sweepTarget, sweepTargets } from '../sidebar/targets';
import { removeResources, setUpAccount } from './account';
import { filter, sort } from './arrange';
import { collectAlong, stopCollectAlong } from './auto-collect';
import { cancelSweep, terminate } from './cancel';
import {
  chooseProfile,
  chooseProvider,
  chooseRegion,
  startLocalCloudCommand,
  stopLocalCloudCommand,
} from './choose-provider';
import { collectSweep } from './collect';
import type { NameOfOne, NameOfSeveral } from './command-ids';
import { connectToInstances, copySshCommand } from './connect';
import { exportCost, showCost } from './cost';
import { deleteOldSweeps, deleteSweep } from './delete';
import { checkSetup } from './doctor';
import { copyReport, dryRun, showReportText } from './dry-run';
import { explainProblem } from './explain';
import { extendTtl } from './extend';
import { installCommand, uninstallCommand } from './install-command';
import { openInConsole } from './instance';
import { simulateInterruption } from './interrupt';
import { launchSweepFile, resumeSweep } from './launch';
import { newSweepFile } from './new-sweep-file';
import { findOrphans } from './orphans';
import { rerunChosen, rerunFailed } from './rerun';
import { driveSweep, retryFailed } from './retry';
import type { Services } from './services';
import {
  compareLaunchedFile,
  copyId,
  copyName,
  lastSweepOf,
  openLaunchedFile,
  openSweep,
  showConsole,
  showLog,
  showSweep,
  tailLog,
} from './show';
import { signIn } from './sign-in';
import { addToSshConfig } from './ssh-config';
import { statusMenu } from './status-menu';
import { treatAsSweepFile } from './treat-as-sweep';

// This bundle has its own strings.
if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });

type Command = (services: Services, argument: unknown) => Promise<void> | void;

/** The function of each command. The argument is a row's ID, a file's URI, a sweep's ID, or nothing. */
export const table: Readonly<Record<NameOfOne, Command>> = {
  launch: launchSweepFile,
  tryLocally: (services, argument) => launchSweepFile(services, argument, 'local'),
  dryRun,
  copyReport,
  showReportText,
  newSweepFile: (_services, argument) => newSweepFile(argument),
  treatAsSweepFile,
  takeTour: async () => {
    await vscode.commands.executeCommand(
      'workbench.action.openWalkthrough',
      'spawn.spawn-sweeps#first-sweep',
      false,
    );
  },
  installCommand,
  uninstallCommand,
  showSweep,
  collect: collectSweep,
  collectAlong,
  stopCollectAlong,
  cancelSweep,
  resumeSweep: async (services, argument) => {
    const target = await sweepTarget(services, argument, (sweep) => sweep.resumable);
    if (target !== undefined) await resumeSweep(services, target.provider, target.sweep.id);
  },
  driveSweep,
  retryFailed,
  showLog,
  tailLog,
  showConsole,
  openLaunchedFile,
  compareLaunchedFile,
  copyId,
  copyName,
  filter,
  clearFilter: (services) => services.sidebar.narrow(''),
  sort,
  showCost,
  exportCost,
  rerunFailed,
  copySshCommand,
  addToSshConfig,
  openInConsole,
  refresh: (services) => services.store.refresh(),
  openRow: async (services) => {
    const row = services.sidebar.chosen;
    if (row?.kind === 'older') services.store.loadOlder(row.provider);
    else if (row?.kind === 'run') await showLog(services, row.id);
    else if (row?.kind === 'sweep') await openSweep(services, row);
  },
  startLocalCloud: startLocalCloudCommand,
  stopLocalCloud: stopLocalCloudCommand,
  chooseProvider: () => chooseProvider(),
  chooseProfile: () => chooseProfile(),
  chooseRegion: () => chooseRegion(),
  signIn,
  checkSetup,
  setUpAccount,
  removeBelongings: removeResources,
  deleteOldSweeps,
  findOrphans,
  explainProblem,
  statusMenu: () => statusMenu(),
  showOutput: (services) => services.log.show(),
  openSettings: async () => {
    await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:spawn.spawn-sweeps');
  },
};

/** Commands for all selected rows of a tree. */
export const ofSeveral: Readonly<
  Record<NameOfSeveral, (services: Services, arguments_: readonly unknown[]) => Promise<void>>
> = {
  showResults: async (services, arguments_) => {
    const [file] = arguments_;
    const targets =
      file instanceof vscode.Uri
        ? await lastSweepOf(services, file)
        : await sweepTargets(services, arguments_);
    if (targets.length > 0)
      services.resultsPanels.show(targets.map(({ provider, sweep }) => ({ provider, sweepId: sweep.id })));
  },
  deleteSweep,
  rerunChosen,
  connect: connectToInstances,
  extendTtl,
  terminate,
  simulateInterruption,
};
