import type { TimerClock } from '../clock';
import type { Passage } from '../compute/container/containers';
import type { WayIn } from '../compute/processes';
import type { Ec2Instance } from '../protocols/ec2/instance';
import { openSshDoor } from './door';
import { accepts } from './login';
import { openSshPassage } from './passage';
import { PushedKeys } from './pushed-keys';

/** SSH for every running instance: at its own public address, and at the cloud's own port on 127.0.0.1. */
export class SshDoors {
  readonly pushed: PushedKeys;

  constructor(
    clock: TimerClock,
    private readonly port: () => number,
    /** Whether an instance's security groups allow an address. */
    private readonly letsIn: (instanceId: string, address: string) => boolean,
  ) {
    this.pushed = new PushedKeys(clock);
  }

  /** An instance without a public address isn't reachable. @returns closes it */
  open({ id, publicIp }: Ec2Instance, { hostKey, run, complain }: WayIn): () => void {
    if (publicIp === undefined) return () => undefined;
    return openSshDoor({
      address: publicIp,
      port: this.port(),
      hostKey,
      run,
      complain,
      letsIn: (address) => this.letsIn(id, address),
      accepts: (user, key) => accepts(run, this.pushed.of(id, user), { user, key }),
    });
  }

  /** The same for an instance that runs its own sshd. @returns closes it */
  pass({ id, publicIp }: Ec2Instance, { connect, complain }: Passage): () => void {
    if (publicIp === undefined) return () => undefined;
    return openSshPassage({
      address: publicIp,
      port: this.port(),
      connect,
      complain,
      letsIn: (address) => this.letsIn(id, address),
    });
  }
}
