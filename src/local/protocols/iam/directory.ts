import type { TimerClock } from '../../clock';
import type { Key, Principal, RolePrincipal, UserPrincipal } from '../../signing/principal';
import { newAccessKeyId, newSecret } from '../../state/credentials';
import type { Ledger, Table } from '../../state/ledger';
import { servicesIn } from './document';
import { managedPolicy } from './managed';
import type { Context } from './pattern';

/** Common properties of users and roles. */
export interface Entity {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  /** Inline policies by name. */
  readonly policies: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** ARN of its permissions boundary. */
  readonly boundary?: string;
}

export interface Role extends Entity {
  readonly description?: string;
  readonly trust: string;
  readonly maxSessionSeconds: number;
}

export type User = Entity;

/** A customer managed policy. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  readonly document: string;
}

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly userName: string;
  readonly createdAt: number;
}

export interface InstanceProfile {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly createdAt: number;
  readonly roles: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** When EC2 can use it: changes in IAM take a while to propagate. */
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

/** Six hours, like the credentials of EC2. */
const sessionMs = 6 * 3_600_000;
/** How long an expired key is still recognized. */
const rememberedMs = 24 * 3_600_000;
/** Credentials are renewed this long before the old ones expire. */
const renewBeforeMs = 3_600_000;

/** The account's administrator. */
const administratorId = 'AIDALOCALLOCALLOCAL00';

/** Users, roles, instance profiles, managed policies, and the keys of users and instances. */
export class Directory {
  readonly roles: Table<Role>;
  readonly profiles: Table<InstanceProfile>;
  readonly users: Table<User>;
  /** By ARN. */
  readonly policies: Table<ManagedPolicy>;
  readonly accessKeys: Table<AccessKey>;
  private readonly sessions: Table<Session>;

  constructor(
    ledger: Ledger,
    private readonly clock: TimerClock,
  ) {
    this.roles = ledger.table('roles');
    this.profiles = ledger.table('instance-profiles');
    this.users = ledger.table('users');
    this.policies = ledger.table('policies');
    this.accessKeys = ledger.table('access-keys');
    this.sessions = ledger.table('sessions');
  }

  isUsableProfile(name: string): boolean {
    const profile = this.profiles.get(name);
    return profile !== undefined && profile.usableAt <= this.clock.now();
  }

  /** The role of an instance profile; undefined if it has none. */
  roleOfProfile(profileName: string | undefined): string | undefined {
    const name = profileName === undefined ? undefined : this.profiles.get(profileName)?.roles[0];
    return name !== undefined && this.roles.has(name) ? name : undefined;
  }

  /** Whether a role's trust policy lets a service assume it. */
  trusts(roleName: string, service: string): boolean {
    const trust = this.roles.get(roleName)?.trust;
    return trust !== undefined && servicesIn(trust).includes(service);
  }

  /** Temporary credentials of an instance: the same ones until less than an hour is left. */
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

  /** Revokes the credentials of an instance immediately. */
  endSessions(instanceId: string): void {
    for (const session of [...this.sessions.values()])
      if (session.instanceId === instanceId) this.sessions.delete(session.accessKeyId);
  }

  /** Expires all temporary credentials now; instances get new ones from their metadata. */
  expireSessions(): void {
    const now = this.clock.now();
    for (const session of [...this.sessions.values()])
      if (session.expiresAt > now) this.sessions.set(session.accessKeyId, { ...session, expiresAt: now });
  }

  key(accessKeyId: string): Key | undefined {
    const session = this.sessions.get(accessKeyId);
    if (session !== undefined)
      return {
        accessKeyId,
        secretAccessKey: session.secretAccessKey,
        sessionToken: session.sessionToken,
        expiresAt: session.expiresAt,
        principal: { kind: 'role', accessKeyId, roleName: session.roleName, sessionName: session.instanceId },
      };
    const key = this.accessKeys.get(accessKeyId);
    if (key === undefined) return undefined;
    const { secretAccessKey, userName } = key;
    return { accessKeyId, secretAccessKey, principal: { kind: 'user', accessKeyId, userName } };
  }

  /** `aws:userid`: the unique ID of a user, or of a role with the instance ID; undefined if it doesn't exist. */
  userIdOf(principal: Principal): string | undefined {
    if (principal.kind === 'account') return administratorId;
    const id = this.entityOf(principal)?.id;
    return principal.kind === 'user' || id === undefined ? id : `${id}:${principal.sessionName}`;
  }

  /** `role/spawn-instance-0123`, `user/team/ann` */
  pathOf(principal: Principal): string {
    if (principal.kind === 'account') return 'user/local';
    const name = principal.kind === 'role' ? principal.roleName : principal.userName;
    return `${principal.kind}${this.entityOf(principal)?.path ?? '/'}${name}`;
  }

  /** `aws:PrincipalTag/Name` */
  tagsOf(principal: Principal): Context {
    const tags = principal.kind === 'account' ? {} : (this.entityOf(principal)?.tags ?? {});
    return Object.fromEntries(
      Object.entries(tags).map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, value]),
    );
  }

  /** Every policy of a user or role, inline and managed. */
  documentsOf(principal: RolePrincipal | UserPrincipal): readonly string[] {
    const entity = this.entityOf(principal);
    if (entity === undefined) return [];
    const managed = entity.attached.map((arn) => this.policyCalled(arn));
    return [...Object.values(entity.policies), ...managed.filter((text) => text !== undefined)];
  }

  /** The permissions boundary of a user or role; undefined if there is none. A boundary that was deleted allows nothing. */
  boundaryOf(principal: RolePrincipal | UserPrincipal): string | undefined {
    const arn = this.entityOf(principal)?.boundary;
    return arn === undefined ? undefined : (this.policyCalled(arn) ?? '{"Statement":[]}');
  }

  /** The document of a managed policy, the account's own or one of AWS's; undefined if it doesn't exist. */
  policyCalled(arn: string): string | undefined {
    return this.policies.get(arn)?.document ?? managedPolicy(arn);
  }

  private entityOf(principal: RolePrincipal | UserPrincipal): Entity | undefined {
    return principal.kind === 'role'
      ? this.roles.get(principal.roleName)
      : this.users.get(principal.userName);
  }
}
