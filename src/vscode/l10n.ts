import type { config } from '@vscode/l10n';
import * as vscode from 'vscode';

/** Each bundle has its own strings, and its own copy of the translation functions. */
interface Speaking {
  readonly speak: typeof config;
}

/** Sets the translations of VS Code's language in a bundle; without them, it is in English. */
export async function withTranslations<Bundle extends Speaking>(loading: Promise<Bundle>): Promise<Bundle> {
  const bundle = await loading;
  if (vscode.l10n.bundle !== undefined) bundle.speak({ contents: vscode.l10n.bundle });
  return bundle;
}
