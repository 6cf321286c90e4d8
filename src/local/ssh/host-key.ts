import { utils } from 'ssh2';
import type { HostKey } from '../compute/guest-files';

/** A fresh key for each instance, as cloud-init makes one at its first boot. */
export function newHostKey(hostname: string): HostKey {
  const { private: privateKey, public: publicKey } = utils.generateKeyPairSync('ed25519', {
    comment: `root@${hostname}`,
  });
  return { privateKey, publicKey };
}
