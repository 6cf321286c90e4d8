import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { tellFailure } from '../failures';
import { tell } from '../shown';
import { type FoundId, idsIn } from './ids';
import type { TerminalServices } from './services';

/** Lines are truncated here: longer ones are program output, and would take too long. */
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

/** Makes IDs of instances and sweeps in any terminal clickable. */
export function registerTerminalLinks(services: TerminalServices): vscode.Disposable {
  return vscode.window.registerTerminalLinkProvider({
    provideTerminalLinks: ({ line }) => idsIn(line.slice(0, longest)).map((found) => new Link(found)),
    handleTerminalLink: async ({ found }: Link) => {
      try {
        await (found.kind === 'instance' ? showInstance(services, found.id) : showSweep(services, found.id));
      } catch (error) {
        await tellFailure(error, services.log);
      }
    },
  });
}

async function showInstance(services: TerminalServices, id: string): Promise<void> {
  if (services.store.instance(id) !== undefined) {
    await vscode.commands.executeCommand('spawn.instances.focus');
    if (await services.sidebar.revealInstance(id)) return;
  }
  await tell.information(
    t('{0} is not a running instance. It has ended, or it belongs to another account or region.', id),
  );
}

/** If it isn't in the tree, because it is older or filtered out, its cost document is shown. */
async function showSweep(services: TerminalServices, id: string): Promise<void> {
  if (services.store.find(id) !== undefined) {
    await vscode.commands.executeCommand('spawn.sweeps.focus');
    if (await services.sidebar.reveal(id)) return;
  }
  const provider = services.store.find(id)?.provider ?? (await services.clouds.configured()).provider;
  await services.documents.show({ kind: 'cost', provider, sweepId: id });
}
