import { createInterface } from 'node:readline/promises';
import { t } from '@vscode/l10n';
import { isUserName, loginUserOf, rememberLoginUser, usualUser } from '../engine/connect/login-user';
import type { Engine } from '../engine/engine';
import type { Instance } from '../engine/ports';
import { stateFolder } from '../engine/state-folder';
import { UsageError } from './exit';
import { say, type Terminal } from './terminal';

/**
 * The user to log in as: the one that is specified, or the user of the instance's image. If the image is unknown, asks on a
 * terminal, once for each image; elsewhere uses the most common user, with a note.
 * @throws UsageError for an invalid user name
 */
export async function loginUserFor(
  engine: Pick<Engine, 'loginUser'>,
  instance: Instance,
  { user }: { readonly user?: string },
  terminal: Terminal,
): Promise<string> {
  const folder = stateFolder(terminal.environment);
  if (user !== undefined) {
    if (!isUserName(user)) throw new UsageError(t('"{0}" isn\'t a valid user name.', user));
    return user;
  }
  const known = await loginUserOf(engine, instance, folder, terminal.interrupted);
  if (known !== undefined) return known;
  const image = instance.imageId ?? 'this image';
  if (!terminal.interactive) {
    say(
      terminal,
      t('The login user of {0} is unknown. Trying {1}. To use another, add --user NAME.', image, usualUser),
    );
    return usualUser;
  }
  const answer = await ask(`${t('Login user of instances of {0}?', image)} [${usualUser}] `, terminal);
  const chosen = answer === '' ? usualUser : answer;
  if (!isUserName(chosen)) throw new UsageError(t('"{0}" isn\'t a valid user name.', chosen));
  await rememberLoginUser(folder, instance, chosen);
  return chosen;
}

async function ask(question: string, terminal: Terminal): Promise<string> {
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr });
  try {
    return (await lines.question(question, { signal: terminal.interrupted })).trim();
  } finally {
    lines.close();
  }
}
