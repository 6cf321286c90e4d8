import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { REGIONS } from '../../language/regions';
import { withProgress } from '../progress';
import { readSettings, writeSetting } from '../settings';
import { countOf, isLive } from '../sidebar/states';
import type { World } from '../world';
import { profilesIn } from './profiles';

export async function chooseProvider(): Promise<void> {
  const { provider } = readSettings();
  const mark = (which: string) => (which === provider ? t('now') : '');
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: '$(cloud) AWS',
        description: mark('aws'),
        detail: t('EC2 in your account; costs money by the second'),
        value: 'aws',
      },
      ...(process.platform === 'linux'
        ? [
            {
              label: `$(vm) ${t('Local cloud')}`,
              description: mark('local'),
              detail: t('This machine, every run in its own sandbox; no account, no cost'),
              value: 'local',
            },
          ]
        : []),
    ],
    { placeHolder: t('Where should sweeps run?') },
  );
  if (picked !== undefined && picked.value !== provider) await writeSetting('provider', picked.value);
}

export async function chooseProfile(): Promise<void> {
  const now = readSettings().profile;
  const profiles = profilesIn(
    await awsFile('AWS_CONFIG_FILE', 'config'),
    await awsFile('AWS_SHARED_CREDENTIALS_FILE', 'credentials'),
  );
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: t('No profile'),
        description: now === undefined ? t('now') : '',
        detail: t('What the AWS environment variables say, else “default”'),
        value: '',
      },
      ...profiles.map(({ name, region }) => ({
        label: name,
        description: [region ?? '', name === now ? t('now') : ''].filter((part) => part !== '').join(' · '),
        value: name,
      })),
    ],
    { placeHolder: t('Which AWS profile?'), matchOnDescription: true },
  );
  if (picked !== undefined) await writeSetting('profile', picked.value);
}

async function awsFile(variable: string, name: string): Promise<string> {
  const file = process.env[variable] ?? path.join(homedir(), '.aws', name);
  try {
    return await readFile(file, 'utf8');
  } catch {
    return ''; // No such file: no profiles in it.
  }
}

export async function chooseRegion(): Promise<void> {
  const now = readSettings().region;
  const picked = await vscode.window.showQuickPick(
    [
      { label: t('Region of the profile'), description: now === undefined ? t('now') : '', value: '' },
      ...[...REGIONS].map(([region, place]) => ({
        label: region,
        description: region === now ? `${place} · ${t('now')}` : place,
        value: region,
      })),
    ],
    { placeHolder: t('Which region?'), matchOnDescription: true },
  );
  if (picked !== undefined) await writeSetting('region', picked.value);
}

/** Credentials are AWS's business: the ways to get some, and a second look afterwards. */
export async function signIn(world: World): Promise<void> {
  const { profile } = readSettings();
  const name = profile ?? process.env['AWS_PROFILE'];
  const sso = ['aws', 'sso', 'login', ...(name === undefined ? [] : ['--profile', name])];
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: `$(terminal) ${sso.join(' ')}`,
        detail: t('Sign in with IAM Identity Center in a terminal'),
        value: 'sso',
      },
      { label: `$(edit) ${t('Edit the credentials file')}`, detail: '~/.aws/credentials', value: 'file' },
      { label: `$(account) ${t('Choose another profile')}`, value: 'profile' },
      { label: `$(refresh) ${t('I have signed in: try again')}`, value: 'again' },
    ],
    { placeHolder: t('How do you sign in to AWS?') },
  );
  switch (picked?.value) {
    case 'sso': {
      // Arguments as an array, so that no profile name is ever read by a shell.
      const terminal = vscode.window.createTerminal({
        name: 'AWS sign-in',
        shellPath: 'aws',
        shellArgs: sso.slice(1),
      });
      terminal.show();
      const closed = vscode.window.onDidCloseTerminal((ended) => {
        if (ended !== terminal) return;
        closed.dispose();
        world.places.reset();
      });
      return;
    }
    case 'file':
      await openCredentials();
      return;
    case 'profile':
      await chooseProfile();
      return;
    case 'again':
      world.places.reset();
      return;
    default:
      return;
  }
}

async function openCredentials(): Promise<void> {
  const file = vscode.Uri.file(
    process.env['AWS_SHARED_CREDENTIALS_FILE'] ?? path.join(homedir(), '.aws', 'credentials'),
  );
  try {
    await vscode.window.showTextDocument(file);
  } catch {
    // Not there yet: an untitled one, which is saved under this name.
    const edit = new vscode.WorkspaceEdit();
    const untitled = file.with({ scheme: 'untitled' });
    edit.insert(
      untitled,
      new vscode.Position(0, 0),
      '[default]\naws_access_key_id = \naws_secret_access_key = \n',
    );
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(untitled);
  }
}

export async function startLocalCloud(world: World): Promise<void> {
  await withProgress(t('Starting the local cloud'), { cancellable: false }, () => world.places.startLocal());
  if (readSettings().provider !== 'local') {
    const use = t('Use It for Launches');
    const chosen = await vscode.window.showInformationMessage(
      t('The local cloud is on. Launches still go to AWS.'),
      use,
    );
    if (chosen === use) await writeSetting('provider', 'local');
  }
}

export async function stopLocalCloud(world: World): Promise<void> {
  const local = world.store.fleet.find(({ provider }) => provider === 'local');
  const live = (local?.sweeps ?? []).reduce((sum, sweep) => sum + countOf(sweep.runs, isLive), 0);
  if (live > 0) {
    const yes = t('Stop');
    const chosen = await vscode.window.showWarningMessage(
      t('Stop the local cloud?'),
      {
        modal: true,
        detail: t('{0} runs have not finished: they end, and what they have not uploaded is lost.', live),
      },
      yes,
    );
    if (chosen !== yes) return;
  }
  await world.places.stopLocal();
}
