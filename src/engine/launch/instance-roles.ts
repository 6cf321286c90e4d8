import type { Clock } from '../clock';
import type { Account, InstanceRole } from '../ports';

/** Milliseconds. A launch that waits for capacity can continue for days, and a role can be recreated in the meantime. */
const freshFor = 60_000;

interface Asked {
  readonly at: number;
  readonly role: Promise<InstanceRole>;
}

/** The roles in the instance profiles of one launch. Concurrent calls share one request to IAM. */
export class InstanceRoles {
  readonly #asked = new Map<string, Asked>();

  constructor(
    private readonly account: Pick<Account, 'instanceRole'>,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** @throws Failure as `Account.instanceRole`; the next call then tries again */
  of(profile: string, region: string): Promise<InstanceRole> {
    const key = `${profile} ${region}`;
    const now = this.clock.now();
    const known = this.#asked.get(key);
    if (known !== undefined && now - known.at < freshFor) return known.role;
    const asked = { at: now, role: this.account.instanceRole(profile, region, this.signal) };
    this.#asked.set(key, asked);
    asked.role.catch(() => {
      if (this.#asked.get(key) === asked) this.#asked.delete(key);
    });
    return asked.role;
  }
}
