import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type PickEntry, pick } from '../pick';
import { readSettings } from '../settings';

/** The menu of the status bar item. */
export async function statusMenu(): Promise<void> {
  const { provider, profile, region } = readSettings();
  const items: readonly (PickEntry & { readonly command: string })[] = [
    { icon: 'list-tree', label: t('Show sweeps'), command: 'spawn.sweeps.focus' },
    {
      icon: 'cloud',
      label: t('Choose provider'),
      description: provider === 'aws' ? 'AWS' : t('Local cloud'),
      command: 'spawn.chooseProvider',
    },
    ...(provider === 'aws'
      ? [
          {
            icon: 'account',
            label: t('Choose AWS profile'),
            description: profile ?? t('default'),
            command: 'spawn.chooseProfile',
          },
          {
            icon: 'globe',
            label: t('Choose region'),
            description: region ?? t('of the profile'),
            command: 'spawn.chooseRegion',
          },
        ]
      : []),
    { icon: 'refresh', label: t('Refresh'), command: 'spawn.refresh' },
    { icon: 'gear', label: t('Open settings'), command: 'spawn.openSettings' },
    { icon: 'output', label: t('Show output channel'), command: 'spawn.showOutput' },
  ];
  const picked = await pick(items, { placeHolder: 'Spawn' });
  if (picked !== undefined) await vscode.commands.executeCommand(picked.command);
}
