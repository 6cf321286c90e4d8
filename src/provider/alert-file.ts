import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { t } from '@vscode/l10n';
import { type AlertThresholds, parseThresholds } from '../cost/alerts';
import { Failure } from '../engine/failure';
import { stateFolder } from '../engine/state-folder';
import { isMissing } from './cloud-file';

/** `$XDG_STATE_HOME/spawn/alerts.json`: the settings of `spawn alerts`, for every terminal and editor of this user. */
export function alertFile(environment: NodeJS.ProcessEnv = process.env): string {
  return join(stateFolder(environment), 'alerts.json');
}

/** None if there is no file. @throws Failure storage: if it can't be read, since a missed alert can cost money. */
export async function readAlerts(file: string = alertFile()): Promise<AlertThresholds> {
  try {
    return parseThresholds(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return {};
    throw new Failure(
      'storage',
      'AlertsUnreadable',
      t(
        "Your alerts in {0} can't be read, so none will be raised. Fix or delete that file and set them again.",
        file,
      ),
      { cause: error },
    );
  }
}

/** Replaces the file atomically, so that a reader never sees a partial file. */
export async function writeAlerts(thresholds: AlertThresholds, file: string = alertFile()): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  await writeFile(next, `${JSON.stringify(thresholds, null, 2)}\n`, { mode: 0o600 });
  await rename(next, file);
}
