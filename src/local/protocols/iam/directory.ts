import type { Clock } from '../../clock';
import { AwsError } from '../../failure';
import type { Key, Principal } from '../../signing/principal';
import { accountId, newAccessKeyId, newSecret } from '../../state/credentials';
import type { Ledger, Table } from '../../state/ledger';
import { managedPolicy } from './managed';
import type { Context } from './pattern';
import { allows, type Question } from './policy';

export interface Role {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  readonly description?: string;
  readonly trust: string;
  /** Inline policies by name. */
  readonly policies: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionSeconds: number;
  /** ARN of its permissions boundary. */
  readonly boundary?: string;
}

/** A managed policy of the account's own. */
export interface Policy {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  readonly document: string;
}

export interface InstanceProfile {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  readonly roles: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** From when on EC2 knows it: IAM's changes take a while to arrive. */
  readonly usableAt: number;
}

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
  readonly roleName: string;
  readonly instanceId: string;
}

/** Six hours, as EC2 hands out. */
const sessionMs = 6 * 3_600_000;
/** How long an expired key is still known as such. */
const rememberedMs = 24 * 3_600_000;
/** New ones are made this long before the old ones end. */
const renewBeforeMs = 3_600_000;

/** Roles, instance profiles, and the temporary keys that instances get. */
export class Directory {
  readonly roles: Table<Role>;
  readonly profiles: Table<InstanceProfile>;
  /** By ARN. */
  readonly policies: Table<Policy>;
  private readonly sessions: Table<Session>;

  constructor(
    ledger: Ledger,
    private readonly clock: Clock,
  ) {
    this.roles = ledger.table('roles');
    this.profiles = ledger.table('instance-profiles');
    this.policies = ledger.table('policies');
    this.sessions = ledger.table('sessions');
  }

  isUsableProfile(name: string): boolean {
    const profile = this.profiles.get(name);
    return profile !== undefined && profile.usableAt <= this.clock.now();
  }

  /** The role an instance wears by its profile; undefined when it has none. */
  roleOfProfile(profileName: string | undefined): string | undefined {
    const name = profileName === undefined ? undefined : this.profiles.get(profileName)?.roles[0];
    return name !== undefined && this.roles.has(name) ? name : undefined;
  }

  /** Temporary keys of an instance: the same ones until they have less than an hour left. */
  sessionOf(instanceId: string, roleName: string): Session {
    const now = this.clock.now();
    for (const session of [...this.sessions.values()]) {
      if (session.expiresAt + rememberedMs <= now) this.sessions.delete(session.accessKeyId);
      else if (
        session.instanceId === instanceId &&
        session.roleName === roleName &&
        session.expiresAt - now > renewBeforeMs
      )
        return session;
    }
    const session: Session = {
      accessKeyId: newAccessKeyId('ASIA'),
      secretAccessKey: newSecret(),
      sessionToken: `local${newSecret()}${newSecret()}`,
      expiresAt: now + sessionMs,
      roleName,
      instanceId,
    };
    this.sessions.set(session.accessKeyId, session);
    return session;
  }

  /** Ends the keys of an instance, at once. */
  endSessions(instanceId: string): void {
    for (const session of [...this.sessions.values()])
      if (session.instanceId === instanceId) this.sessions.delete(session.accessKeyId);
  }

  /** Lets every temporary key run out now; instances get new ones from their metadata. */
  expireSessions(): void {
    const now = this.clock.now();
    for (const session of [...this.sessions.values()])
      if (session.expiresAt > now) this.sessions.set(session.accessKeyId, { ...session, expiresAt: now });
  }

  key(accessKeyId: string): Key | undefined {
    const session = this.sessions.get(accessKeyId);
    if (session === undefined) return undefined;
    return {
      accessKeyId,
      secretAccessKey: session.secretAccessKey,
      sessionToken: session.sessionToken,
      expiresAt: session.expiresAt,
      principal: { kind: 'role', accessKeyId, roleName: session.roleName, sessionName: session.instanceId },
    };
  }

  /** `aws:userid` of an instance: the unique id of its role and its own id; undefined where the role is gone. */
  userIdOf({ roleName, sessionName }: Extract<Principal, { kind: 'role' }>): string | undefined {
    const role = this.roles.get(roleName);
    return role === undefined ? undefined : `${role.id}:${sessionName}`;
  }

  /** @throws AwsError AccessDenied when a role's policies do not allow it; the account itself may do everything */
  authorize(principal: Principal, question: Question): void {
    if (principal.kind === 'account') return;
    const role = this.roles.get(principal.roleName);
    const conditions = { ...question.conditions, ...this.contextOf(principal) };
    const granted = allows(role === undefined ? [] : this.documentsOf(role), { ...question, conditions });
    if (granted && this.isBounded(role, { ...question, conditions })) return;
    throw new AwsError(
      'AccessDenied',
      `User: ${sessionArn(principal)} is not authorized to perform: ${question.action} on resource: "${question.resource}" because no identity-based policy allows the ${question.action} action`,
      403,
    );
  }

  /** The text of a managed policy, AWS's or the account's; undefined when there is none. */
  policyOf(arn: string): string | undefined {
    return managedPolicy(arn) ?? this.policies.get(arn)?.document;
  }

  private documentsOf(role: Role): readonly string[] {
    return [...Object.values(role.policies), ...role.attached.flatMap((arn) => this.policyOf(arn) ?? [])];
  }

  /** What a boundary does not allow, no policy grants. One that is gone allows nothing. */
  private isBounded(role: Role | undefined, question: Question): boolean {
    if (role?.boundary === undefined) return true;
    const boundary = this.policyOf(role.boundary);
    return boundary !== undefined && allows([boundary], question);
  }

  /** The global condition keys of a request that an instance makes. */
  private contextOf(principal: Extract<Principal, { kind: 'role' }>): Context {
    const now = this.clock.now();
    const userId = this.userIdOf(principal);
    return {
      'aws:currenttime': new Date(now).toISOString(),
      'aws:epochtime': String(Math.floor(now / 1000)),
      'aws:principalaccount': accountId,
      'aws:principalarn': `arn:aws:iam::${accountId}:role/${principal.roleName}`,
      'aws:principaltype': 'AssumedRole',
      'aws:resourceaccount': accountId,
      'aws:securetransport': 'false',
      ...(userId === undefined ? {} : { 'aws:userid': userId }),
    };
  }
}

export const sessionArn = ({ roleName, sessionName }: Extract<Principal, { kind: 'role' }>): string =>
  `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
