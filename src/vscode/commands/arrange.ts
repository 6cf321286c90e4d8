import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type PickEntry, pick } from '../pick';
import type { Order } from '../sidebar/filter';
import type { Services } from './services';

/** Filters the trees while the user types; Escape restores them. */
export async function filter(services: Services): Promise<void> {
  const before = services.sidebar.filter;
  const input = vscode.window.createInputBox();
  input.value = before;
  input.placeholder = 'lr-0.1 state:failed tag:team=ml';
  input.prompt = t('Text, state:…, and tag:key=value. Runs must match all of them.');
  const heard = input.onDidChangeValue((value) => services.sidebar.narrow(value));
  const accepted = await new Promise<boolean>((resolve) => {
    input.onDidAccept(() => resolve(true));
    input.onDidHide(() => resolve(false));
    input.show();
  });
  heard.dispose();
  if (!accepted) services.sidebar.narrow(before);
  input.dispose();
}

export async function sort(services: Services): Promise<void> {
  const orders: readonly (PickEntry & { readonly order: Order })[] = [
    { label: t('As in the sweep file'), order: 'index' },
    { label: t('By name'), order: 'name' },
    { label: t('By cost, highest first'), order: 'cost' },
    { label: t('By launch, newest first'), order: 'launched' },
  ];
  const items = orders.map((item) => ({
    ...item,
    description: item.order === services.sidebar.order ? t('now') : '',
  }));
  const picked = await pick(items, { placeHolder: t('Select how to sort runs') });
  if (picked !== undefined) services.sidebar.sort(picked.order);
}
