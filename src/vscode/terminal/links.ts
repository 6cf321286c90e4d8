import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { tellFailure } from '../failures';
import { tell } from '../shown';
import type { World } from '../world';
import { type FoundId, idsIn } from './ids';

/** Lines are cut here: what is longer is output of a program, and not worth the wait. */
const longest = 4_000;

class Link extends vscode.TerminalLink {
  constructor(readonly found: FoundId) {
    super(
      found.start,
      found.id.length,
      found.kind === 'instance' ? t('Show this instance in Spawn') : t('Show this sweep in Spawn'),
    );
  }
}

/** Makes ids of instances and sweeps in any terminal open what they name. */
export function registerTerminalLinks(world: World): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider({
    provideTerminalLinks: ({ line }) => idsIn(line.slice(0, longest)).map((found) => new Link(found)),
    handleTerminalLink: async ({ found }: Link) => {
      try {
        await (found.kind === 'instance' ? showInstance(world, found.id) : showSweep(world, found.id));
      } catch (error) {
        await tellFailure(error, world.log);
      }
    },
  });
}

async function showInstance(world: World, id: string): Promise<void> {
  if (world.store.instance(id) !== undefined) {
    await vscode.commands.executeCommand('spawn.instances.focus');
    if (await world.sidebar.revealInstance(id)) return;
  }
  await tell.information(
    t('{0} is not among the instances that live. It has ended, or belongs to another account or region.', id),
  );
}

/** One that the tree does not hold, because it is older or filtered out, is shown as its cost document. */
async function showSweep(world: World, id: string): Promise<void> {
  if (world.store.find(id) !== undefined) {
    await vscode.commands.executeCommand('spawn.sweeps.focus');
    if (await world.sidebar.reveal(id)) return;
  }
  const provider = world.store.find(id)?.provider ?? (await world.places.configured()).provider;
  await world.documents.show({ kind: 'cost', provider, sweepId: id });
}
