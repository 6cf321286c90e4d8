import {
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { t } from '@vscode/l10n';
import { abort } from '../abort';
import type { IamCalls } from './calls';
import { inlinePolicyName, type RoleDesign, samePolicy } from './role';

/** An instance role as it exists in IAM. */
export interface StandingRole {
  readonly trust: string;
  /** Its inline policy `spawn`. */
  readonly policy: string | undefined;
  /** Names of its other inline policies. */
  readonly otherPolicies: readonly string[];
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** ARN of its permissions boundary. */
  readonly boundary: string | undefined;
}

/** The existing parts of an instance role and its profile. */
export interface RoleState {
  readonly role: StandingRole | undefined;
  /** Names of the roles in the profile (one at most); undefined if the profile doesn't exist. */
  readonly profileRoles: readonly string[] | undefined;
}

/** Reads everything that determines the permissions of an instance with this role, since anyone can use the name. */
export async function roleStateOf(
  { name }: RoleDesign,
  iam: IamCalls,
  signal: AbortSignal | undefined,
): Promise<RoleState> {
  const role = { RoleName: name };
  const [profile, found, policy, policies] = await Promise.all([
    iam.found('GetInstanceProfile', (client) =>
      client.send(new GetInstanceProfileCommand({ InstanceProfileName: name }), abort(signal)),
    ),
    iam.found('GetRole', (client) => client.send(new GetRoleCommand(role), abort(signal))),
    iam.found('GetRolePolicy', (client) =>
      client.send(new GetRolePolicyCommand({ ...role, PolicyName: inlinePolicyName }), abort(signal)),
    ),
    rolePoliciesOf(name, iam, signal),
  ]);
  const facts = found?.Role;
  return {
    profileRoles:
      profile === undefined
        ? undefined
        : (profile.InstanceProfile?.Roles ?? []).flatMap(({ RoleName }) => RoleName ?? []),
    role:
      facts === undefined
        ? undefined
        : {
            trust: decoded(facts.AssumeRolePolicyDocument) ?? '',
            policy: decoded(policy?.PolicyDocument),
            otherPolicies: policies.inline.filter((one) => one !== inlinePolicyName),
            attached: policies.attached,
            boundary: facts.PermissionsBoundary?.PermissionsBoundaryArn,
          },
  };
}

/** Names of the inline policies of a role, and ARNs of its attached policies; none if the role doesn't exist. */
export async function rolePoliciesOf(
  RoleName: string,
  iam: IamCalls,
  signal: AbortSignal | undefined,
): Promise<{ readonly inline: readonly string[]; readonly attached: readonly string[] }> {
  const [inline, attached] = await Promise.all([
    iam.found('ListRolePolicies', (client) =>
      client.send(new ListRolePoliciesCommand({ RoleName }), abort(signal)),
    ),
    iam.found('ListAttachedRolePolicies', (client) =>
      client.send(new ListAttachedRolePoliciesCommand({ RoleName }), abort(signal)),
    ),
  ]);
  return {
    inline: inline?.PolicyNames ?? [],
    attached: (attached?.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
  };
}

/** IAM returns documents URL-encoded. */
const decoded = (document: string | undefined): string | undefined =>
  document === undefined ? undefined : decodeURIComponent(document);

export const trustMatches = ({ trust }: StandingRole, design: RoleDesign): boolean =>
  samePolicy(trust, design.trust);

export const policyMatches = ({ policy }: StandingRole, design: RoleDesign): boolean =>
  policy !== undefined && samePolicy(policy, design.policy, { butKey: design.keyUnseen === true });

/** If the user sets no boundary, a boundary that someone else has set only removes permissions. */
export const boundaryMatches = ({ boundary }: StandingRole, design: RoleDesign): boolean =>
  design.boundary === undefined || boundary === design.boundary;

/** The differences between a role and its intended form, each as a short phrase. */
export function differences(role: StandingRole, design: RoleDesign): readonly string[] {
  return [
    ...(trustMatches(role, design) ? [] : [t('its trust policy')]),
    ...(policyMatches(role, design) ? [] : [t('its policy {0}', inlinePolicyName)]),
    ...role.otherPolicies.map((name) => t('an unexpected policy {0}', name)),
    ...role.attached.map((arn) => t('the attached policy {0}', arn)),
    ...(boundaryMatches(role, design) ? [] : [t('its permissions boundary')]),
  ];
}
