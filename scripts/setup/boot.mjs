// Whether this computer can boot systems of its own, for the boot tests.
import { spawnSync } from 'node:child_process';

/** @returns {string | undefined} why not, in a sentence */
export function noBoot() {
  if (process.platform !== 'linux') return 'they boot Linux in containers, which takes Linux.';
  if (process.arch !== 'x64') return 'their virtual machine is one for x64.';
  if (process.getuid?.() !== 0) return 'they need root, to boot systems of their own.';
  const words = [
    '--mount',
    '--pid',
    '--fork',
    '--mount-proc',
    '--net',
    'mount',
    '-t',
    'tmpfs',
    'tmpfs',
    '/mnt',
  ];
  const { status, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
  return status === 0
    ? undefined
    : `this computer lets root make no namespaces or mounts (${stderr?.trim() || 'no unshare'}).`;
}
