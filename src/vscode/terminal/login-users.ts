import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { isUserName, loginUserOf, rememberLoginUser, usualUser } from '../../engine/connect/login-user';
import type { Engine } from '../../engine/engine';
import type { Instance } from '../../engine/ports';
import { askText } from '../shown';

/** The login user: that of the instance's image, or if the image's name doesn't show it, one that the user enters once for each image. */
export class LoginUsers {
  /** Open prompts, by image. */
  private readonly asking = new Map<string, Promise<string>>();

  constructor(private readonly folder: string) {}

  /** @throws CancellationError if the user doesn't answer */
  async of(engine: Pick<Engine, 'loginUser'>, instance: Instance, signal?: AbortSignal): Promise<string> {
    const known = await loginUserOf(engine, instance, this.folder, signal);
    if (known !== undefined) return known;
    const { imageId } = instance;
    if (imageId === undefined) return usualUser;
    const asked = this.asking.get(imageId) ?? this.ask(instance, imageId);
    this.asking.set(imageId, asked);
    return asked.finally(() => this.asking.delete(imageId));
  }

  private async ask(instance: Instance, imageId: string): Promise<string> {
    const user = await askText({
      title: t('Login User of {0}', imageId),
      prompt: t(
        'Enter the user to log in as. The image does not specify one. Spawn keeps your answer for this image.',
      ),
      value: usualUser,
      validateInput: (text) => (isUserName(text) ? undefined : t('This is not a valid user name.')),
    });
    if (user === undefined) throw new vscode.CancellationError();
    await rememberLoginUser(this.folder, instance, user);
    return user;
  }
}
