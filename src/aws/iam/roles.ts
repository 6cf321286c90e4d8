import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  paginateListRoles,
  RemoveRoleFromInstanceProfileCommand,
  UpdateAssumeRolePolicyCommand,
  waitUntilInstanceProfileExists,
} from '@aws-sdk/client-iam';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { SetupStep } from '../../engine/ports';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { tagList } from '../tag-list';
import { IamCalls } from './calls';
import { inlinePolicyName, type RoleDesign, rolePrefix } from './role';
import {
  boundaryMatches,
  differences,
  policyMatches,
  rolePoliciesOf,
  roleStateOf,
  type StandingRole,
  trustMatches,
} from './standing';

/** Seconds. */
const longestWait = 60;

const ours = tagList({ 'spawn:managed': 'true' });

/** Instance roles and profiles, created once for each distinct set of policies. */
export class Roles {
  readonly #iam: IamCalls;

  constructor(clients: Clients, region: string) {
    this.#iam = new IamCalls(clients, region);
  }

  /** The steps that this role still needs; none if it is as intended. */
  async missing(design: RoleDesign, signal?: AbortSignal): Promise<readonly SetupStep[]> {
    const { profileRoles, role } = await roleStateOf(design, this.#iam, signal);
    const { name } = design;
    const wrong = role === undefined ? undefined : differences(role, design);
    const own = profileRoles?.length === 1 && profileRoles[0] === name;
    return [
      ...(wrong?.length === 0 ? [] : [roleStep(design, wrong ?? [])]),
      ...(own
        ? []
        : [
            {
              kind: 'instance-profile',
              name,
              purpose: t('Assigns the role to the instances. No charge.'),
            } as const,
          ]),
    ];
  }

  /** Creates or corrects it in steps, each of which may already be complete. True if the profile is new. */
  async setUp(design: RoleDesign, signal?: AbortSignal): Promise<boolean> {
    const { name } = design;
    const { profileRoles, role } = await roleStateOf(design, this.#iam, signal);
    if (role === undefined) await this.#makeRole(design);
    await this.#putRight(design, role);
    if (profileRoles === undefined)
      await this.#iam.once('CreateInstanceProfile', (client) =>
        client.send(new CreateInstanceProfileCommand({ InstanceProfileName: name, Tags: ours })),
      );
    if (profileRoles?.includes(name) === true) return false;
    await this.#carry(name, profileRoles ?? [], signal);
    return true;
  }

  /** Unique ID of the role in an instance profile; undefined if there is none. @throws Failure `permission` */
  async idIn(profile: string, signal?: AbortSignal): Promise<string | undefined> {
    const found = await this.#profile(profile, signal);
    return found?.InstanceProfile?.Roles?.[0]?.RoleId;
  }

  /** Names of all instance roles that Spawn created. */
  async list(signal?: AbortSignal): Promise<readonly string[]> {
    const names: string[] = [];
    const pages = paginateListRoles({ client: this.#iam.client }, {}, abort(signal));
    for (;;) {
      const page = await this.#iam.call('ListRoles', () => pages.next());
      if (page.done) return names;
      for (const { RoleName: name } of page.value.Roles ?? []) {
        if (name?.startsWith(rolePrefix) && (await this.#isOurs(name, signal))) names.push(name);
      }
    }
  }

  /**
   * Deletes a role with its policies and its instance profile, any of which may no longer exist. Managed policies that
   * were attached by someone else stay in the account.
   */
  async remove(name: string, signal?: AbortSignal): Promise<void> {
    await this.#iam.found('RemoveRoleFromInstanceProfile', (client) =>
      client.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: name, RoleName: name })),
    );
    await this.#iam.found('DeleteInstanceProfile', (client) =>
      client.send(new DeleteInstanceProfileCommand({ InstanceProfileName: name })),
    );
    await this.#deletePolicy(name, inlinePolicyName);
    const { attached, inline } = await rolePoliciesOf(name, this.#iam, signal);
    for (const policy of inline) await this.#deletePolicy(name, policy);
    for (const policy of attached) await this.#detach(name, policy);
    await this.#iam.found('DeleteRole', (client) => client.send(new DeleteRoleCommand({ RoleName: name })));
  }

  async #makeRole({ boundary, name, trust }: RoleDesign): Promise<void> {
    await this.#iam.once('CreateRole', (client) =>
      client.send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: trust,
          Description: 'Instances of Spawn sweeps',
          Tags: ours,
          PermissionsBoundary: boundary,
        }),
      ),
    );
  }

  /** Permissions are removed before others are added. `role`: the existing role; undefined: it is new. */
  async #putRight(design: RoleDesign, role: StandingRole | undefined): Promise<void> {
    const { boundary, name: RoleName, policy, trust } = design;
    if (role !== undefined) {
      if (!trustMatches(role, design))
        await this.#iam.call('UpdateAssumeRolePolicy', (client) =>
          client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust })),
        );
      if (!boundaryMatches(role, design))
        await this.#iam.call('PutRolePermissionsBoundary', (client) =>
          client.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: boundary })),
        );
      for (const other of role.otherPolicies) await this.#deletePolicy(RoleName, other);
      for (const policy of role.attached) await this.#detach(RoleName, policy);
      if (policyMatches(role, design)) return;
    }
    const PolicyName = inlinePolicyName;
    await this.#iam.call('PutRolePolicy', (client) =>
      client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: policy })),
    );
  }

  /** Adds the role to its profile. A profile can contain only one role, so another role in it is removed. */
  async #carry(name: string, others: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    const InstanceProfileName = name;
    for (const RoleName of others)
      await this.#iam.found('RemoveRoleFromInstanceProfile', (client) =>
        client.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName })),
      );
    await this.#iam.call('GetInstanceProfile', (client) =>
      waitUntilInstanceProfileExists(
        { client, maxWaitTime: longestWait, minDelay: 1, maxDelay: 4, ...abort(signal) },
        { InstanceProfileName },
      ),
    );
    try {
      await this.#iam.call('AddRoleToInstanceProfile', (client) =>
        client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: name })),
      );
    } catch (error) {
      // Another window has added it first. An instance must not launch with any other role.
      const roles = (await this.#profile(name, signal))?.InstanceProfile?.Roles ?? [];
      if (!roles.some(({ RoleName }) => RoleName === name)) throw error;
    }
  }

  #profile(InstanceProfileName: string, signal: AbortSignal | undefined) {
    return this.#iam.found('GetInstanceProfile', (client) =>
      client.send(new GetInstanceProfileCommand({ InstanceProfileName }), abort(signal)),
    );
  }

  /** Anyone can use the name, so the tags decide. If this user isn't allowed to read the tags, the name has to be enough. */
  async #isOurs(RoleName: string, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      const found = await this.#iam.found('GetRole', (client) =>
        client.send(new GetRoleCommand({ RoleName }), abort(signal)),
      );
      return (found?.Role?.Tags ?? []).some(({ Key, Value }) => Key === 'spawn:managed' && Value === 'true');
    } catch (error) {
      if (error instanceof Failure && error.kind === 'permission') return true;
      throw error;
    }
  }

  #detach(RoleName: string, PolicyArn: string) {
    return this.#iam.found('DetachRolePolicy', (client) =>
      client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
    );
  }

  #deletePolicy(RoleName: string, PolicyName: string) {
    return this.#iam.found('DeleteRolePolicy', (client) =>
      client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
    );
  }
}

/** @param wrong differences of an existing role that have to be corrected */
function roleStep({ boundary, name, policies, policy }: RoleDesign, wrong: readonly string[]): SetupStep {
  const purpose =
    policies.length === 0
      ? t('Lets instances write their log and results to the bucket, and nothing else. No charge.')
      : t(
          'Lets instances write their log and results to the bucket, and whatever iam_policy and secrets allow: {0}. No charge.',
          policies.join(', '),
        );
  return {
    kind: 'role',
    name,
    purpose: [
      purpose,
      ...(boundary === undefined ? [] : [t('{0} limits its permissions.', boundary)]),
      ...(wrong.length === 0
        ? []
        : [t('It exists and was changed: {0}. The changes will be reverted.', wrong.join(', '))]),
    ].join(' '),
    policy,
  };
}
