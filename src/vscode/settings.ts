import * as vscode from 'vscode';
import { type AlertThresholds, parseThresholds } from '../cost/alerts';
import type { Provider } from '../engine/connection';

/** Features of a local cloud's instances. */
export interface LocalCloudSettings {
  /** Whether they can access web servers on the Internet. */
  readonly network: boolean;
  /** Folders with the user's own programs that they can read. */
  readonly environments: readonly string[];
}

/** `all`: ends and first failures · `end`: only ends · `none`. */
export type Notifications = 'all' | 'end' | 'none';

/** The current `spawn.*` settings; "" in VS Code means "not set" and is omitted here. */
export interface Settings {
  readonly provider: Provider;
  readonly profile?: string;
  readonly region?: string;
  readonly bucket?: string;
  /** ARN of a policy. */
  readonly permissionsBoundary?: string;
  /** Days after which results are deleted; 0: never. Missing: unchanged. */
  readonly expireDays?: number;
  readonly defaultInstanceType: string;
  /** The start options of a local cloud. */
  readonly local: LocalCloudSettings;
  readonly notifications: Notifications;
  readonly alerts: AlertThresholds;
  /** Results of sweeps of this workspace are collected while they are running. */
  readonly collectAuto: boolean;
  /** Globs of sweep files in addition to those recognized by name. */
  readonly files: readonly string[];
}

export function readSettings(): Settings {
  const all = vscode.workspace.getConfiguration('spawn');
  const profile = all.get('profile', '').trim();
  const region = all.get('region', '').trim();
  const bucket = all.get('bucket', '').trim();
  const permissionsBoundary = all.get('permissionsBoundary', '').trim();
  return {
    provider: all.get<string>('provider') === 'local' ? 'local' : 'aws',
    ...(profile === '' ? {} : { profile }),
    ...(region === '' ? {} : { region }),
    ...(bucket === '' ? {} : { bucket }),
    ...(permissionsBoundary === '' ? {} : { permissionsBoundary }),
    ...daysOf(all.get('results.expireAfterDays')),
    defaultInstanceType: all.get('defaultInstanceType', '').trim() || 't3.micro',
    local: {
      network: all.get('local.network') === true,
      environments: textsOf(all.get('local.environments')),
    },
    notifications: notificationsOf(all.get<string>('notifications')),
    alerts: parseThresholds(all.get('alerts')),
    collectAuto: all.get('collect.auto') === true,
    files: textsOf(all.get('files')),
  };
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string' && one !== '') : [];

const daysOf = (value: unknown): Pick<Settings, 'expireDays'> =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? { expireDays: value } : {};

const notificationsOf = (value: string | undefined): Notifications =>
  value === 'end' || value === 'none' ? value : 'all';

/** Writes a setting to its current scope: the workspace if it is set there, otherwise the user. */
export async function writeSetting(key: 'provider' | 'profile' | 'region', value: string): Promise<void> {
  const all = vscode.workspace.getConfiguration('spawn');
  const inWorkspace = all.inspect(key)?.workspaceValue !== undefined;
  await all.update(
    key,
    value,
    inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
}
