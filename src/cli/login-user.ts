import { createInterface } from 'node:readline/promises';
import { isUserName, loginUserOf, rememberLoginUser, usualUser } from '../engine/connect/login-user';
import type { Engine } from '../engine/engine';
import type { Instance } from '../engine/ports';
import { stateFolder } from '../engine/state-folder';
import { UsageError } from './exit';
import { say, type Terminal } from './terminal';

/**
 * Whom to log in as: whom the user names, else the user of the instance's image. Where its name tells nothing, asks on a
 * terminal, once for each image; elsewhere takes the most usual one, and says so.
 * @throws UsageError for what is no user's name
 */
export async function loginUserFor(
  engine: Pick<Engine, 'loginUser'>,
  instance: Instance,
  { user }: { readonly user?: string },
  terminal: Terminal,
): Promise<string> {
  const folder = stateFolder(terminal.environment);
  if (user !== undefined) {
    if (!isUserName(user)) throw new UsageError(`"${user}" cannot be the name of a user.`);
    return user;
  }
  const known = await loginUserOf(engine, instance, folder, terminal.interrupted);
  if (known !== undefined) return known;
  const image = instance.imageId ?? 'this image';
  if (!terminal.interactive) {
    say(
      terminal,
      `Nobody knows whom instances of ${image} let log in: trying ${usualUser}. Name another with --user.`,
    );
    return usualUser;
  }
  const answer = await ask(`Whom do instances of ${image} let log in? [${usualUser}] `, terminal);
  const chosen = answer === '' ? usualUser : answer;
  if (!isUserName(chosen)) throw new UsageError(`"${chosen}" cannot be the name of a user.`);
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
