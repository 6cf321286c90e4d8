import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
  paginateListRoles,
  RemoveRoleFromInstanceProfileCommand,
  waitUntilInstanceProfileExists,
} from '@aws-sdk/client-iam';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { SetupStep } from '../../engine/ports';
import { abort } from '../abort';
import type { Clients } from '../clients';
import { tagList } from '../tag-list';
import { inlinePolicyName, type RoleDesign, rolePrefix, samePolicy } from './role';

/** Seconds. */
const longestWait = 60;

const ours = tagList({ 'spawn:managed': 'true' });

/** What stands of an instance role and its profile. */
interface Standing {
  readonly profile: boolean;
  readonly roleInProfile: boolean;
  readonly policyMatches: boolean;
}

/** Instance roles and profiles, made once per distinct set of policies. */
export class Roles {
  constructor(
    private readonly clients: Clients,
    private readonly region: string,
  ) {}

  /** The steps that this role still lacks; none when it stands as designed. */
  async missing(design: RoleDesign, signal?: AbortSignal): Promise<readonly SetupStep[]> {
    const { policyMatches, profile, roleInProfile } = await this.#standing(design, signal);
    const role: SetupStep = {
      kind: 'role',
      name: design.name,
      purpose:
        design.policies.length === 0
          ? t('Lets instances write their log and results to the bucket, and nothing else. It costs nothing.')
          : t(
              'Lets instances write their log and results to the bucket, and what iam_policy says: {0}. It costs nothing.',
              design.policies.join(', '),
            ),
      policy: design.policy,
    };
    return [
      ...(policyMatches ? [] : [role]),
      ...(profile && roleInProfile
        ? []
        : [
            {
              kind: 'instance-profile',
              name: design.name,
              purpose: t('Carries the role onto the instances. It costs nothing.'),
            } as const,
          ]),
    ];
  }

  /** Makes or mends it, step by step, each of which may have been done before. True when the profile is new. */
  async setUp(design: RoleDesign, signal?: AbortSignal): Promise<boolean> {
    const { name, policy, trust } = design;
    const standing = await this.#standing(design, signal);
    if (!standing.policyMatches) {
      await this.#once('CreateRole', (client) =>
        client.send(
          new CreateRoleCommand({
            RoleName: name,
            AssumeRolePolicyDocument: trust,
            Description: 'Instances of Spawn sweeps',
            Tags: ours,
          }),
        ),
      );
      await this.#told('PutRolePolicy', (client) =>
        client.send(
          new PutRolePolicyCommand({ RoleName: name, PolicyName: inlinePolicyName, PolicyDocument: policy }),
        ),
      );
    }
    if (!standing.profile) {
      await this.#once('CreateInstanceProfile', (client) =>
        client.send(new CreateInstanceProfileCommand({ InstanceProfileName: name, Tags: ours })),
      );
    }
    if (!standing.roleInProfile) {
      await this.#told('GetInstanceProfile', (client) =>
        waitUntilInstanceProfileExists(
          { client, maxWaitTime: longestWait, minDelay: 1, maxDelay: 4, ...abort(signal) },
          { InstanceProfileName: name },
        ),
      );
      await this.#once('AddRoleToInstanceProfile', (client) =>
        client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name })),
      );
    }
    return !standing.roleInProfile;
  }

  /** Unique id of the role in an instance profile; undefined where there is none. @throws Failure `permission` */
  async idIn(profile: string, signal?: AbortSignal): Promise<string | undefined> {
    const found = await this.#found('GetInstanceProfile', (client) =>
      client.send(new GetInstanceProfileCommand({ InstanceProfileName: profile }), abort(signal)),
    );
    return found?.InstanceProfile?.Roles?.[0]?.RoleId;
  }

  /** Names of all instance roles that Spawn made. */
  async list(signal?: AbortSignal): Promise<readonly string[]> {
    const names: string[] = [];
    const pages = paginateListRoles({ client: this.clients.iam(this.region) }, {}, abort(signal));
    for (;;) {
      const page = await this.clients.told({ action: 'ListRoles' }, () => pages.next());
      if (page.done) return names;
      for (const { RoleName: name } of page.value.Roles ?? []) {
        if (name?.startsWith(rolePrefix)) names.push(name);
      }
    }
  }

  /** Removes a role with its policy and its instance profile, each of which may be gone already. */
  async remove(name: string): Promise<void> {
    await this.#found('RemoveRoleFromInstanceProfile', (client) =>
      client.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: name, RoleName: name })),
    );
    await this.#found('DeleteInstanceProfile', (client) =>
      client.send(new DeleteInstanceProfileCommand({ InstanceProfileName: name })),
    );
    await this.#found('DeleteRolePolicy', (client) =>
      client.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: inlinePolicyName })),
    );
    await this.#found('DeleteRole', (client) => client.send(new DeleteRoleCommand({ RoleName: name })));
  }

  async #standing({ name, policy }: RoleDesign, signal: AbortSignal | undefined): Promise<Standing> {
    const [profile, found] = await Promise.all([
      this.#found('GetInstanceProfile', (client) =>
        client.send(new GetInstanceProfileCommand({ InstanceProfileName: name }), abort(signal)),
      ),
      this.#found('GetRolePolicy', (client) =>
        client.send(
          new GetRolePolicyCommand({ RoleName: name, PolicyName: inlinePolicyName }),
          abort(signal),
        ),
      ),
    ]);
    const roles = profile?.InstanceProfile?.Roles ?? [];
    const current = found?.PolicyDocument;
    return {
      profile: profile !== undefined,
      roleInProfile: roles.some((role) => role.RoleName === name),
      policyMatches: current !== undefined && samePolicy(decodeURIComponent(current), policy),
    };
  }

  /** Undefined when there is no such thing. */
  async #found<T>(action: string, ask: (client: IamClient) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#told(action, ask);
    } catch (error) {
      if (error instanceof Failure && error.kind === 'not-found') return undefined;
      throw error;
    }
  }

  /** That it is there already is as good as having made it. */
  async #once<T>(action: string, make: (client: IamClient) => Promise<T>): Promise<void> {
    try {
      await this.#told(action, make);
    } catch (error) {
      if (!(error instanceof Failure) || !/^(EntityAlreadyExists|LimitExceeded)/.test(error.code))
        throw error;
      // A profile holds one role; a second AddRole says LimitExceeded. Any other limit is a real one.
      if (error.code.startsWith('LimitExceeded') && action !== 'AddRoleToInstanceProfile') throw error;
    }
  }

  #told<T>(action: string, work: (client: IamClient) => Promise<T>): Promise<T> {
    return this.clients.told({ action }, () => work(this.clients.iam(this.region)));
  }
}

type IamClient = ReturnType<Clients['iam']>;
