import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Choice, pick } from '../pick';
import type { Order } from '../sidebar/filter';
import type { World } from '../world';

/** Narrows the trees while one types; Escape leaves them as they were. */
export async function filter(world: World): Promise<void> {
  const before = world.sidebar.filter;
  const input = vscode.window.createInputBox();
  input.value = before;
  input.placeholder = 'lr-0.1 state:failed tag:team=ml';
  input.prompt = t('Words, state:… and tag:key=value; all have to hold.');
  const heard = input.onDidChangeValue((value) => world.sidebar.narrow(value));
  const accepted = await new Promise<boolean>((resolve) => {
    input.onDidAccept(() => resolve(true));
    input.onDidHide(() => resolve(false));
    input.show();
  });
  heard.dispose();
  if (!accepted) world.sidebar.narrow(before);
  input.dispose();
}

export async function sort(world: World): Promise<void> {
  const orders: readonly (Choice & { readonly order: Order })[] = [
    { label: t('As in the sweep file'), order: 'index' },
    { label: t('By name'), order: 'name' },
    { label: t('By cost, dearest first'), order: 'cost' },
    { label: t('By launch, newest first'), order: 'launched' },
  ];
  const items = orders.map((item) => ({
    ...item,
    description: item.order === world.sidebar.order ? t('now') : '',
  }));
  const picked = await pick(items, { placeHolder: t('How should runs be ordered?') });
  if (picked !== undefined) world.sidebar.sort(picked.order);
}
