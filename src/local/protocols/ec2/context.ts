import type { TimerClock } from '../../clock';
import type { ComputeBackend } from '../../compute/compute';
import type { Faults } from '../../faults/faults';
import type { RequestLimits } from '../../limits/request-limits';
import type { Arns } from '../../partition';
import type { XmlTree } from '../../server/xml';
import type { Principal } from '../../signing/principal';
import type { Table } from '../../state/ledger';
import type { AuthorizationRequest } from '../iam/authorization-request';
import type { SpotRole } from '../iam/service-linked';
import type { Params } from '../query';
import type { PublicAddresses } from './addresses';
import type { Catalog } from './catalog';
import type { InstanceRegistry } from './instance-registry';
import type { KeyPair, SecurityGroup } from './network-security';

/** The launch that a client token was used for. */
export interface TokenUse {
  readonly fingerprint: string;
  readonly instanceIds: readonly string[];
}

/** The account's quota of running vCPUs in a region (Service Quotas L-1216C47A and L-34B43A08). */
export interface Quotas {
  readonly onDemandVcpus: number;
  readonly spotVcpus: number;
}

/** The dependencies of EC2 actions. */
export interface Ec2Context {
  readonly arns: Arns;
  readonly clock: TimerClock;
  readonly tokens: Table<TokenUse>;
  readonly securityGroups: Table<SecurityGroup>;
  /** By `region/name`. */
  readonly keyPairs: Table<KeyPair>;
  readonly fleet: InstanceRegistry;
  readonly compute: ComputeBackend;
  readonly catalog: Catalog;
  readonly consistencyLagMs: number;
  readonly faults: Faults;
  /** Undefined if request limits are turned off. */
  readonly limits: RequestLimits | undefined;
  readonly quotas: Quotas;
  /** How many instances a launch gets between MinCount and MaxCount. */
  readonly fills: 'most' | 'least';
  /** Zones whose default subnet has been deleted. */
  readonly zonesWithoutSubnet: readonly string[];
  /** Persists all changes of `work`, or none. */
  together<T>(work: () => T): T;
  readonly publicAddress: PublicAddresses;
  /** Whether EC2 can use an instance profile now. */
  hasInstanceProfile(name: string): boolean;
  /** The authorization request for passing the role of an instance profile; none if it has no role. */
  rolesToPass(profileName: string | undefined): readonly AuthorizationRequest[];
  readonly spotRole: SpotRole;
  /** Enabled regions, of those that the account has to enable. */
  readonly optedIn: readonly string[];
}

export interface Ec2Call {
  readonly region: string;
  readonly principal: Principal;
  readonly params: Params;
}

/** An action's answer: the content of `<ActionResponse>`. */
export type Ec2Action = (context: Ec2Context, call: Ec2Call) => XmlTree | Promise<XmlTree>;
