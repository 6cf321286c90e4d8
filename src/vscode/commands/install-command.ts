import { homedir } from 'node:os';
import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { tell } from '../shown';
import { type LinkSurroundings, linkCommand, unlinkCommand } from '../terminal/command-link';
import type { Services } from './services';

const surroundings = (): LinkSurroundings => ({
  home: homedir(),
  searchPath: process.env['PATH'] ?? '',
});

/** Makes `spawn` available in terminals outside VS Code, as VS Code does for `code`. */
export async function installCommand({ commandFolder }: Pick<Services, 'commandFolder'>): Promise<void> {
  if (process.platform === 'win32') return offerFolder(commandFolder);
  const linked = await linkCommand(path.join(commandFolder, 'spawn'), surroundings());
  if (linked.kind === 'occupied') {
    await tell.warning(
      t(
        '{0} is another program, and was kept. To install the command, rename or delete that file, and try again.',
        linked.file,
      ),
    );
    return;
  }
  if (linked.onPath) {
    await tell.information(
      t("The 'spawn' command is installed: {0}. Open a new terminal to use it.", linked.file),
    );
    return;
  }
  const copy = t('Copy Line');
  const line = `export PATH="${linked.folder}:$PATH"`;
  const chosen = await tell.information(
    t(
      "The 'spawn' command is installed: {0}. That folder isn't on your PATH yet. Add this line to the profile of your shell: {1}",
      linked.file,
      line,
    ),
    copy,
  );
  if (chosen === copy) await vscode.env.clipboard.writeText(line);
}

/** On Windows, not every user can create links, and PATH is a system setting. */
async function offerFolder(folder: string): Promise<void> {
  const copy = t('Copy Folder');
  const chosen = await tell.information(
    t(
      "To use the 'spawn' command in other terminals, add this folder to the PATH of your account: {0}",
      folder,
    ),
    copy,
  );
  if (chosen === copy) await vscode.env.clipboard.writeText(folder);
}

/** Removes what `installCommand` has installed. Terminals of VS Code keep the command. */
export async function uninstallCommand({ commandFolder }: Pick<Services, 'commandFolder'>): Promise<void> {
  if (process.platform === 'win32') {
    await tell.information(t('Remove this folder from the PATH of your account: {0}', commandFolder));
    return;
  }
  const removed = await unlinkCommand(surroundings());
  await tell.information(
    removed.length === 0
      ? t("The 'spawn' command isn't installed outside VS Code.")
      : t("The 'spawn' command was removed from {0}. Terminals of VS Code keep it.", removed.join(', ')),
  );
}
