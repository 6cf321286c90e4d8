import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { awsFile, awsFilePath } from '../../engine/account/aws-files';
import { signInArguments } from '../../engine/account/profiles';
import { pick } from '../pick';
import { readSettings } from '../settings';
import { tell } from '../shown';
import { chooseProfile } from './choose-provider';
import type { Services } from './services';

/** The active profile: from the settings, otherwise from the environment. */
const profileName = (): string | undefined =>
  readSettings().profile ?? (process.env['AWS_PROFILE'] || undefined);

/** AWS manages credentials: this shows how to get some, and checks them afterwards. */
export async function signIn(services: Services): Promise<void> {
  const login = (await knownLogin()) ?? ['sso', 'login', ...profileArguments()];
  const picked = await pick(
    [
      {
        icon: 'terminal',
        label: ['aws', ...login].join(' '),
        detail: t('Sign in with the AWS CLI in a terminal'),
        value: 'cli',
      },
      { icon: 'edit', label: t('Edit the credentials file'), detail: '~/.aws/credentials', value: 'file' },
      { icon: 'account', label: t('Choose another profile'), value: 'profile' },
      { icon: 'refresh', label: t('I have signed in: try again'), value: 'again' },
    ],
    { placeHolder: t('Select how to sign in to AWS') },
  );
  switch (picked?.value) {
    case 'cli':
      openTerminal(services, login);
      return;
    case 'file':
      await openCredentials();
      return;
    case 'profile':
      await chooseProfile();
      return;
    case 'again':
      services.clouds.renewAws();
      return;
    default:
      return;
  }
}

/** Renews the session of the active profile: immediately if the AWS CLI can do it, otherwise with instructions. */
export async function renewSession(services: Services): Promise<void> {
  const login = await knownLogin();
  if (login !== undefined) {
    openTerminal(services, login);
    return;
  }
  const edit = t('Edit the Credentials File');
  const ways = t('Other Options…');
  const chosen = await tell.information(
    t(
      'The profile {0} uses neither IAM Identity Center (aws sso login) nor aws login, so Spawn cannot renew it for you. Renew its credentials as you obtained them, then select Resume.',
      profileName() ?? 'default',
    ),
    edit,
    ways,
  );
  if (chosen === edit) await openCredentials();
  else if (chosen === ways) await signIn(services);
}

/** How the AWS CLI renews the active profile, if its configuration defines it. */
const knownLogin = async (): Promise<readonly string[] | undefined> =>
  signInArguments(await awsFile('config'), profileName() ?? 'default');

function profileArguments(): readonly string[] {
  const name = profileName();
  return name === undefined ? [] : ['--profile', name];
}

/** Arguments are passed as an array, so that no shell parses a profile name. */
function openTerminal(services: Services, login: readonly string[]): void {
  const terminal = vscode.window.createTerminal({
    name: t('AWS sign-in'),
    shellPath: 'aws',
    shellArgs: [...login],
  });
  terminal.show();
  const closed = vscode.window.onDidCloseTerminal((ended) => {
    if (ended !== terminal) return;
    closed.dispose();
    // A failed one changed nothing, and can be closed while a launch continues.
    if (ended.exitStatus?.code === 0) services.clouds.renewAws();
  });
}

async function openCredentials(): Promise<void> {
  const file = vscode.Uri.file(awsFilePath('credentials'));
  try {
    await vscode.window.showTextDocument(file);
  } catch {
    // It doesn't exist yet: opens an untitled file that is saved under this name.
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
