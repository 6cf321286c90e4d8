import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Self } from './engine/launch/lease';
import { newSelf } from './engine/self';
import { systemClock } from './engine/system-clock';
import { readAlerts } from './provider/alert-file';
import { localStateFolder } from './provider/folder';
import { McpProvider } from './vscode/assistants/mcp-provider';
import { AutoCollect } from './vscode/collect/auto-collect';
import { Collections } from './vscode/collect/collections';
import { ResultsFolders } from './vscode/collect/folder';
import { registerCommands } from './vscode/commands/register';
import type { Services } from './vscode/commands/services';
import { Disposables } from './vscode/disposables';
import { Documents } from './vscode/documents/documents';
import { SweepDocuments } from './vscode/editor/documents';
import { registerEditor } from './vscode/editor/editor';
import { showFirstWindow } from './vscode/first-window';
import { type CloudDoors, Clouds } from './vscode/fleet/clouds';
import { ExternalChanges } from './vscode/fleet/external-changes';
import { LaunchHistory } from './vscode/fleet/launch-history';
import { FleetStore } from './vscode/fleet/store';
import { SweepDrivers } from './vscode/fleet/sweep-drivers';
import { withTranslations } from './vscode/l10n';
import { BudgetGuard } from './vscode/notices/budget-guard';
import { Notices } from './vscode/notices/notices';
import { OrphanNotice } from './vscode/notices/orphans';
import { OverdueNotice } from './vscode/notices/overdue';
import { ShownNotifications } from './vscode/notices/shown-notifications';
import { ReportPanels } from './vscode/panels/report/report-panels';
import { ResultsPanels } from './vscode/panels/results/panels';
import { ResultsStore } from './vscode/results/store';
import { Sidebar } from './vscode/sidebar/sidebar';
import { StatusBar } from './vscode/sidebar/status-bar';
import { TerminalEnvironment } from './vscode/terminal/environment';
import type { CommandParts } from './vscode/terminal/launcher';
import { registerTerminalLinks } from './vscode/terminal/links';
import { LoginUsers } from './vscode/terminal/login-users';
import { registerTerminalProfile } from './vscode/terminal/profile';
import { writeLauncher } from './vscode/terminal/write-launcher';
import { registerUriHandler } from './vscode/uri-handler';

/** Ways to a cloud. The engine, and with it the AWS SDK, is loaded when the first one is opened. */
function openDoors(): CloudDoors {
  let self: Self | undefined;
  const localCloud = () => withTranslations(import('./provider/local'));
  const cloud = () => withTranslations(import('./aws/open'));
  return {
    openEngine: async (connection) => {
      // A window that opens AWS again, with credentials renewed, continues with what it led before.
      self ??= newSelf();
      return (await cloud()).openEngine(connection, self);
    },
    regionOf: async (connection) => (await cloud()).connectionRegion(connection),
    findLocalCloud: async () => (await localCloud()).findLocalCloud(),
    startLocalCloud: async (options) => {
      const { ownPlace, startLocalCloud } = await localCloud();
      return startLocalCloud(ownPlace(options));
    },
    stopLocalCloud: async (cloud) => (await localCloud()).stopLocalCloud(cloud),
    interruptLocalInstances: async (ids) => (await localCloud()).interruptLocalInstances(ids),
  };
}

/** The `spawn` command of this extension, and the folder of what starts it. */
const commandOf = ({ extensionUri, globalStorageUri }: vscode.ExtensionContext): CommandParts => ({
  folder: vscode.Uri.joinPath(globalStorageUri, 'bin').fsPath,
  program: vscode.Uri.joinPath(extensionUri, 'dist', 'cli.js').fsPath,
  runtime: process.execPath,
});

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
  const launches = new LaunchHistory(context.workspaceState);
  const clouds = owned.track(new Clouds(openDoors()));
  const store = owned.track(new FleetStore(clouds, systemClock, Math.random, () => launches.any));
  owned.track(new ExternalChanges(store, localStateFolder()));
  owned.track(new StatusBar(store));
  const sweepFiles = owned.track(
    new SweepDocuments(log, vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath, systemClock.now),
  );
  owned.track(clouds.onDidChange(() => sweepFiles.forget()));
  const memory = context.workspaceState;
  const resultsStore = owned.track(
    new ResultsStore({ clouds, store, launches, memory, clock: systemClock, log }),
  );
  const folders = new ResultsFolders(launches, memory);
  const collections = new Collections(clouds, folders);
  const autoCollect = owned.track(
    new AutoCollect({ store, clouds, launches, collections, memory, clock: systemClock, log }),
  );
  const resultsPanels = owned.track(
    new ResultsPanels({
      home: context.extensionUri,
      clouds,
      store,
      launches,
      resultsStore,
      folders,
      autoCollect,
      sweepFiles,
      log,
    }),
  );
  const sidebar = owned.track(new Sidebar(store, systemClock.now, resultsStore, autoCollect));
  const command = commandOf(context);
  const documents = owned.track(new Documents(clouds, store, systemClock, log));
  const services: Services = {
    home: context.extensionUri,
    commandFolder: command.folder,
    log,
    clouds,
    store,
    sidebar,
    sweepFiles,
    documents,
    reports: owned.track(new ReportPanels(context.extensionUri, documents)),
    launches,
    clock: systemClock,
    logins: new LoginUsers(context.globalStorageUri.fsPath),
    storage: context.globalStorageUri,
    resultsPanels,
    resultsStore,
    collections,
    autoCollect,
    drivers: owned.track(new SweepDrivers({ clouds, store, log })),
  };
  const shown = new ShownNotifications(context.workspaceState);
  owned.track(new Notices(store, clouds, launches, shown, log));
  const prices = async () => (await sweepFiles.language()).prices;
  owned.track(new OrphanNotice(store, clouds, shown, prices, log));
  owned.track(new OverdueNotice(store, shown, log));
  owned.track(new BudgetGuard(store, clouds, shown, systemClock, () => readAlerts(), log));
  owned.track(registerEditor(services, memory));
  owned.track(registerCommands(services));
  owned.track(new TerminalEnvironment(context.environmentVariableCollection, command.folder));
  owned.track(new McpProvider(command, context.extension.packageJSON.version));
  writeLauncher(command).catch((error: unknown) => log.warn('spawn command', error));
  owned.track(registerTerminalLinks(services));
  owned.track(registerTerminalProfile(services));
  showFirstWindow(memory).catch((error: unknown) => log.warn('first window', String(error)));
  owned.track(registerUriHandler());
  return { sweeps: sidebar.sweeps, instances: sidebar.instances };
}
