import type { TimerClock } from '../clock';
import type { SshdAccess } from '../compute/container/containers';
import type { SandboxAccess } from '../compute/processes';
import type { Ec2Instance } from '../protocols/ec2/instance';
import { accepts } from './login';
import { PushedKeys } from './pushed-keys';
import { openSshForwarder } from './ssh-forwarder';
import { openSshServer } from './ssh-server';

/** SSH for every running instance: at its own public address, and at the cloud's own port on 127.0.0.1. */
export class SshServers {
  readonly pushed: PushedKeys;

  constructor(
    clock: TimerClock,
    private readonly port: () => number,
    /** Whether an instance's security groups allow an address. */
    private readonly allowsIngress: (instanceId: string, address: string) => boolean,
  ) {
    this.pushed = new PushedKeys(clock);
  }

  /** An instance without a public address isn't reachable. @returns closes it */
  open({ id, publicIp }: Ec2Instance, { hostKey, run, complain }: SandboxAccess): () => void {
    if (publicIp === undefined) return () => undefined;
    return openSshServer({
      address: publicIp,
      port: this.port(),
      hostKey,
      run,
      complain,
      allowsIngress: (address) => this.allowsIngress(id, address),
      accepts: (user, key) => accepts(run, this.pushed.of(id, user), { user, key }),
    });
  }

  /** The same for an instance that runs its own sshd. @returns closes it */
  pass({ id, publicIp }: Ec2Instance, { connect, complain }: SshdAccess): () => void {
    if (publicIp === undefined) return () => undefined;
    return openSshForwarder({
      address: publicIp,
      port: this.port(),
      connect,
      complain,
      allowsIngress: (address) => this.allowsIngress(id, address),
    });
  }
}
