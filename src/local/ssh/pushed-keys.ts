import type { TimerClock } from '../clock';
import { authorizedKeys } from './authorized-keys';

/** The first field of a key is its type (RFC 4253, 6.6). */
function typeOf(key: string): string {
  const blob = Buffer.from(key, 'base64');
  return blob.subarray(4, 4 + blob.readUInt32BE()).toString('latin1');
}

/** How long EC2 Instance Connect accepts a key (docs.aws.amazon.com/ec2-instance-connect/latest/APIReference). */
const lifetimeMs = 60_000;

interface Pushed {
  readonly instanceId: string;
  readonly user: string;
  readonly key: string;
  readonly until: number;
}

/** Keys that were pushed with EC2 Instance Connect: each is accepted for one user of one instance for one minute. */
export class PushedKeys {
  private keys: readonly Pushed[] = [];

  constructor(private readonly clock: TimerClock) {}

  /** @param publicKey a line in OpenSSH's format */
  push(instanceId: string, user: string, publicKey: string): void {
    const until = this.clock.now() + lifetimeMs;
    const added = authorizedKeys(publicKey).map((key) => ({ instanceId, user, key, until }));
    this.keys = [...this.live(), ...added];
  }

  of(instanceId: string, user: string): readonly string[] {
    return this.live()
      .filter((pushed) => pushed.instanceId === instanceId && pushed.user === user)
      .map(({ key }) => key);
  }

  /** Keys of an instance by user, as lines in OpenSSH's format. */
  byUser(instanceId: string): Readonly<Record<string, string>> {
    const lines = new Map<string, string>();
    for (const { instanceId: owner, key, user } of this.live())
      if (owner === instanceId) lines.set(user, `${lines.get(user) ?? ''}${typeOf(key)} ${key}\n`);
    return Object.fromEntries(lines);
  }

  private live(): readonly Pushed[] {
    const now = this.clock.now();
    return this.keys.filter(({ until }) => until > now);
  }
}
