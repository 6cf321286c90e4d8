import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { t } from '@vscode/l10n';
import { Failure } from './failure';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `$XDG_STATE_HOME/spawn`: the shared state of this user's terminals and editors. A relative path is ignored, as the
 * specification requires (specifications.freedesktop.org/basedir-spec).
 * @throws Failure `NoHomeFolder`
 */
export function stateFolder(environment: Environment = process.env): string {
  const { XDG_STATE_HOME: chosen } = environment;
  const base = isUsable(chosen) ? chosen : join(homeFolder(environment), '.local', 'state');
  return join(base, 'spawn');
}

/**
 * The user's home folder. If HOME is empty or relative, it is read from the system's list of users, so that nothing is
 * written to the working directory.
 * @throws Failure `NoHomeFolder`
 */
export function homeFolder(environment: Environment = process.env): string {
  const { HOME } = environment;
  if (isUsable(HOME)) return HOME;
  const found = [homedir, () => userInfo().homedir].map(folderFrom).find(isUsable);
  if (found !== undefined) return found;
  throw new Failure(
    'storage',
    'NoHomeFolder',
    t(
      "This user has no home folder, so Spawn can't store its journal. Set HOME or XDG_STATE_HOME to an absolute path.",
    ),
  );
}

const isUsable = (folder: string | undefined): folder is string => folder !== undefined && isAbsolute(folder);

function folderFrom(find: () => string): string | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined; // The system doesn't know this user.
    throw error;
  }
}
