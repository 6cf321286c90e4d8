import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { readSettings } from '../settings';

/** What a click on the status bar offers. */
export async function statusMenu(): Promise<void> {
  const { provider, profile, region } = readSettings();
  const items: readonly (vscode.QuickPickItem & { readonly command: string })[] = [
    { label: `$(list-tree) ${t('Show sweeps')}`, command: 'spawn.sweeps.focus' },
    {
      label: `$(cloud) ${t('Choose provider')}`,
      description: provider === 'aws' ? 'AWS' : t('Local cloud'),
      command: 'spawn.chooseProvider',
    },
    ...(provider === 'aws'
      ? [
          {
            label: `$(account) ${t('Choose AWS profile')}`,
            description: profile ?? t('default'),
            command: 'spawn.chooseProfile',
          },
          {
            label: `$(globe) ${t('Choose region')}`,
            description: region ?? t('of the profile'),
            command: 'spawn.chooseRegion',
          },
        ]
      : []),
    { label: `$(refresh) ${t('Refresh')}`, command: 'spawn.refresh' },
    { label: `$(gear) ${t('Open settings')}`, command: 'spawn.openSettings' },
    { label: `$(output) ${t('Show output channel')}`, command: 'spawn.showOutput' },
  ];
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Spawn' });
  if (picked !== undefined) await vscode.commands.executeCommand(picked.command);
}
