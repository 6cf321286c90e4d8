import { access, constants, mkdir } from 'node:fs/promises';
import { t } from '@vscode/l10n';
import { isInstalled, type RunProgram, runProgram } from '../connect/run-program';
import { Failure } from '../failure';
import { stateFolder } from '../state-folder';
import { type Check, checked } from './check';

/** What this machine needs for shells on instances, for journals, and for the local cloud. Calls no cloud. */
export const machineChecks = (run: RunProgram = runProgram): Promise<readonly Check[]> =>
  Promise.all([
    checked('ssh', () => sshCheck(run), 'unknown'),
    checked('state-folder', stateFolderCheck),
    checked('local-cloud', () => localCloudCheck(run), 'unknown'),
  ]);

async function sshCheck(run: RunProgram): Promise<Check> {
  if (!(await isInstalled('ssh', run)))
    return {
      name: 'ssh',
      verdict: 'warning',
      message: t(
        "The OpenSSH client isn't installed. Connect uses the client of Spawn. For scp, rsync, and Remote-SSH, install OpenSSH.",
      ),
    };
  return (await isInstalled('session-manager-plugin', run))
    ? {
        name: 'ssh',
        verdict: 'ok',
        message: t('The OpenSSH client and the Session Manager plugin are installed.'),
      }
    : {
        name: 'ssh',
        verdict: 'ok',
        message: t(
          "The OpenSSH client is installed. Only instances without a public address require the Session Manager plugin, which isn't installed.",
        ),
      };
}

async function stateFolderCheck(): Promise<Check> {
  const folder = stateFolder();
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    return { name: 'state-folder', verdict: 'ok', message: t('{0} can be written.', folder) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      name: 'state-folder',
      verdict: 'problem',
      message: t(
        "{0} can't be written, and Spawn doesn't launch without its journal: {1}",
        folder,
        error.message,
      ),
    };
  }
}

/** A sandbox is started, since a kernel may not let ordinary users make one. */
async function localCloudCheck(run: RunProgram): Promise<Check> {
  if (process.platform !== 'linux')
    return {
      name: 'local-cloud',
      verdict: 'warning',
      message: t('The local cloud requires Linux. Use AWS on this machine.'),
    };
  try {
    const sandbox = ['--unshare-all', '--die-with-parent', '--ro-bind', '/', '/', '--proc', '/proc', 'true'];
    const { code, stderr } = await run('bwrap', sandbox);
    if (code === 0)
      return {
        name: 'local-cloud',
        verdict: 'ok',
        message: t('This machine can run instances in sandboxes.'),
      };
    return {
      name: 'local-cloud',
      verdict: 'warning',
      message: t(
        "This machine doesn't let bubblewrap create a sandbox ({0}). See docs/local-cloud.md.",
        stderr.trim(),
      ),
    };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'NoProgram') throw error;
    return {
      name: 'local-cloud',
      verdict: 'warning',
      message: t(
        "bubblewrap isn't installed, which the local cloud requires: {0}",
        'sudo apt-get install bubblewrap',
      ),
    };
  }
}
