import { t } from '@vscode/l10n';
import { Failure } from '../engine/failure';
import type { LocalCloud } from './local';

/**
 * The command that opens a login shell inside an instance of the local cloud: its processes are this user's own, so that the
 * kernel lets them in. @throws Failure when the instance does not run
 */
export async function enterCommand(cloud: LocalCloud, instanceId: string): Promise<readonly string[]> {
  const { endpoint = '' } = cloud.connection;
  const response = await fetch(`${endpoint}/_spawn/instances/${encodeURIComponent(instanceId)}`, {
    signal: AbortSignal.timeout(5000),
  });
  const answer: unknown = await response.json();
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('pid' in answer) ||
    !Number.isSafeInteger(answer.pid)
  ) {
    throw new Failure(
      'unavailable',
      'NotRunning',
      t('{0} does not run, so nobody can enter it. Its log and results are kept: collect them.', instanceId),
    );
  }
  // An ordinary user is root inside already; only root becomes the sandbox's own user on the way in.
  const credentials = process.getuid?.() === 0 ? [] : ['--preserve-credentials'];
  const namespaces = ['--user', '--mount', '--uts', '--ipc', '--net', '--pid', ...credentials];
  return [
    'nsenter',
    '--target',
    String(answer.pid),
    ...namespaces,
    '--',
    '/usr/local/bin/su',
    '-',
    'ec2-user',
  ];
}
