import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Self } from './engine/launch/lease';
import { newSelf } from './engine/self';
import { systemClock } from './engine/system-clock';
import { readAlerts } from './provider/alert-file';
import { localStateFolder } from './provider/folder';
import { CollectAlong } from './vscode/collect/along';
import { Collections } from './vscode/collect/collections';
import { ResultsFolders } from './vscode/collect/folder';
import { registerCommands } from './vscode/commands/register';
import { Disposables } from './vscode/disposables';
import { SweepDocuments } from './vscode/editor/documents';
import { registerEditor } from './vscode/editor/editor';
import { Launches } from './vscode/launches';
import { MoneyGuard } from './vscode/notices/guard';
import { Notices } from './vscode/notices/notices';
import { OrphanNotice } from './vscode/notices/orphans';
import { OverdueNotice } from './vscode/notices/overdue';
import { Told } from './vscode/notices/told';
import { Documents } from './vscode/panels/documents';
import { Findings } from './vscode/panels/results/findings';
import { ResultsPanels } from './vscode/panels/results/panels';
import { type CloudDoors, Places } from './vscode/places';
import { Outside } from './vscode/sidebar/outside';
import { Sidebar } from './vscode/sidebar/sidebar';
import { StatusBar } from './vscode/sidebar/status-bar';
import { FleetStore } from './vscode/sidebar/store';
import { TerminalEnvironment } from './vscode/terminal/environment';
import { registerTerminalLinks } from './vscode/terminal/links';
import { LoginUsers } from './vscode/terminal/login-users';
import { registerTerminalProfile } from './vscode/terminal/profile';
import { inOurWords } from './vscode/words';
import type { World } from './vscode/world';

/** Ways to a cloud. The engine, and with it the AWS SDK, is loaded when the first one is opened. */
function openDoors(): CloudDoors {
  let self: Self | undefined;
  const localCloud = () => inOurWords(import('./provider/local'));
  const cloud = () => inOurWords(import('./aws/open'));
  return {
    openEngine: async (connection) => {
      // A window that opens AWS anew, with credentials renewed, goes on with what it led before.
      self ??= newSelf();
      return (await cloud()).openEngine(connection, self);
    },
    regionOf: async (connection) => (await cloud()).regionOf(connection),
    findLocalCloud: async () => (await localCloud()).findLocalCloud(),
    startLocalCloud: async (options) => {
      const { ownPlace, startLocalCloud } = await localCloud();
      return startLocalCloud(ownPlace(options));
    },
    stopLocalCloud: async (cloud) => (await localCloud()).stopLocalCloud(cloud),
  };
}

/** What other extensions, and our own tests, can read: the rows of the two trees. */
export interface Api {
  readonly sweeps: vscode.TreeDataProvider<string>;
  readonly instances: vscode.TreeDataProvider<string>;
}

/** Builds everything, wires it, and hands it to VS Code to be disposed. Nothing is sent and nothing is loaded here. */
export function activate(context: vscode.ExtensionContext): Api {
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const owned = new Disposables();
  context.subscriptions.push(owned);

  const log = owned.track(vscode.window.createOutputChannel('Spawn', { log: true }));
  const launches = new Launches(context.workspaceState);
  const places = owned.track(new Places(openDoors()));
  const store = owned.track(new FleetStore(places, systemClock, Math.random, () => launches.any));
  owned.track(new Outside(store, localStateFolder()));
  owned.track(new StatusBar(store));
  const sweepFiles = owned.track(
    new SweepDocuments(log, vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath, systemClock.now),
  );
  owned.track(places.onDidChange(() => sweepFiles.forget()));
  const memory = context.workspaceState;
  const findings = owned.track(new Findings({ places, store, launches, memory, clock: systemClock, log }));
  const folders = new ResultsFolders(launches, memory);
  const collections = new Collections(places, folders);
  const along = owned.track(
    new CollectAlong({ store, places, launches, collections, memory, clock: systemClock, log }),
  );
  const results = owned.track(
    new ResultsPanels({
      home: context.extensionUri,
      places,
      store,
      launches,
      findings,
      folders,
      along,
      sweepFiles,
      log,
    }),
  );
  const sidebar = owned.track(new Sidebar(store, systemClock.now, findings, along));
  const world: World = {
    home: context.extensionUri,
    log,
    places,
    store,
    sidebar,
    sweepFiles,
    documents: owned.track(new Documents(places, store, systemClock, log)),
    launches,
    clock: systemClock,
    logins: new LoginUsers(context.globalStorageUri.fsPath),
    storage: context.globalStorageUri,
    results,
    findings,
    collections,
    along,
  };
  const told = new Told(context.workspaceState);
  owned.track(new Notices(store, places, launches, told, log));
  const prices = async () => (await sweepFiles.language()).prices;
  owned.track(new OrphanNotice(store, places, told, prices, log));
  owned.track(new OverdueNotice(store, told, log));
  owned.track(new MoneyGuard(store, places, told, systemClock, () => readAlerts(), log));
  owned.track(registerEditor(world, memory));
  owned.track(registerCommands(world));
  owned.track(new TerminalEnvironment(context.environmentVariableCollection));
  owned.track(registerTerminalLinks(world));
  owned.track(registerTerminalProfile(world));
  return { sweeps: sidebar.sweeps, instances: sidebar.instances };
}
