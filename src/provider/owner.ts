import { stat } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { Failure } from '../engine/failure';

/** Mode bits that let a group or everyone write (man 7 inode). */
const othersWrite = 0o022;

/**
 * Verifies that only this user, or root, can write to a file or folder.
 * @throws Failure NotYourFolder; ENOENT if it is missing
 */
export async function checkOwner(file: string): Promise<void> {
  const user = process.getuid?.();
  const { mode, uid } = await stat(file);
  if (user === undefined || ((uid === user || uid === 0) && (mode & othersWrite) === 0)) return;
  throw new Failure(
    'unavailable',
    'NotYourFolder',
    t(
      "Other users of this machine can write to {0}, so the local cloud that it refers to isn't trusted. Make the folder writable only by you (`chown`, `chmod go-w`), or set XDG_STATE_HOME to a folder that is.",
      file,
    ),
  );
}
