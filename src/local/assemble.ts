import path from 'node:path';
import type { CloudOptions } from './cloud-options';
import type { ComputeBackend } from './compute/compute';
import { containerCompute } from './compute/container/containers';
import type { ComputeParts } from './compute/parts';
import { processCompute } from './compute/processes';
import { simulatedCompute } from './compute/simulated';
import { type Control, controlOf } from './control/control';
import { answerControl } from './control/endpoint';
import { answerHealth } from './control/health';
import { answerInterrupt } from './control/interrupt';
import { isOwnPath, notFound } from './control/own-path';
import { type CloudServices, dispatch } from './dispatch';
import { isAwsError } from './failure';
import { Faults } from './faults/faults';
import { RequestLimits } from './limits/request-limits';
import { MetadataService } from './metadata/service';
import type { InstanceMetadata } from './metadata/tree';
import { newAuthority } from './names/authority';
import { Arns, partitionNamed } from './partition';
import { loopbackAddresses, unreachableAddresses } from './protocols/ec2/addresses';
import { type Catalog, readCatalog } from './protocols/ec2/catalog';
import type { Ec2Context } from './protocols/ec2/context';
import { allowsIngress } from './protocols/ec2/ingress';
import { InstanceRegistry } from './protocols/ec2/instance-registry';
import { type Caller, IamAuthority } from './protocols/iam/authority';
import { passRole } from './protocols/iam/authorization';
import type { AuthorizationRequest } from './protocols/iam/authorization-request';
import { Directory } from './protocols/iam/directory';
import { spotRoleIn } from './protocols/iam/service-linked';
import { plainError } from './protocols/json';
import { ObjectFiles } from './protocols/s3/object-files';
import { ObjectIndex } from './protocols/s3/objects';
import { defaultStorageLimits } from './protocols/s3/storage-quota';
import type { Uploads } from './protocols/s3/uploads';
import { Secrets } from './protocols/secretsmanager/secrets';
import { Parameters } from './protocols/ssm/parameters';
import { GuestServer } from './server/guest-server';
import { listenOnLoopback, webServer } from './server/listen';
import type { Request } from './server/request';
import type { Response } from './server/response';
import type { KeyRing } from './signing/principal';
import type { Times, Verified } from './signing/verify';
import { newHostKey } from './ssh/host-key';
import { SshServers } from './ssh/ssh-servers';
import { cipherOf } from './state/cipher';
import { type AccountKey, accountKeyIn } from './state/credentials';
import { Ledger } from './state/ledger';
import { WarpClock } from './warp-clock';

/** How long a simulated instance is pending, in milliseconds of the cloud's clock. */
const simulatedBootMs = 50;
const longestLifeMs = 7 * 24 * 3_600_000;
const defaultVcpus = 5_000;

/** An assembled cloud that doesn't listen yet. */
export interface Assembly {
  readonly key: AccountKey;
  /** The region of clients that don't set one. */
  readonly region: string;
  readonly control: Control;
  /** Listens on loopback; @returns the port */
  listen(): Promise<number>;
  close(): Promise<void>;
}

/** Creates and connects the parts of the cloud. @throws NoSandbox */
export async function assemble(options: CloudOptions): Promise<Assembly> {
  const key = await accountKeyIn(options.stateFolder);
  const clock = new WarpClock(options.clockRate);
  const faults = new Faults(() => clock.now());
  const catalog = readCatalog();
  const authority = await newAuthority();
  const guestServices = new GuestServer(authority);
  let port = options.port;
  const ssh = new SshServers(
    clock,
    () => port,
    (instanceId, address) => letsSshIn(services.ec2, instanceId, address),
  );
  const { certificate } = authority;
  const compute = await computeOf(options, {
    ...{ clock, catalog, guestServices, ssh, port: () => port },
    authority: certificate,
  });
  const ledger = new Ledger(options.stateFolder);
  const directory = new Directory(ledger, clock);
  const arns = new Arns(partitionNamed(options.partition ?? 'aws'));
  const { consistencyLagMs } = options;
  const metadata = new MetadataService(
    (instanceId) => factsOf(services, directory, instanceId),
    () => clock.now(),
  );
  const ended = (instanceId: string) => {
    directory.endSessions(instanceId);
    metadata.forget(instanceId);
  };
  const fleet = new InstanceRegistry({ ledger, clock, compute, consistencyLagMs, faults, ended, catalog });
  const services: CloudServices = await openServices(options, {
    key,
    ledger,
    clock,
    compute,
    catalog,
    directory,
    arns,
    fleet,
    faults,
    ssh,
  });
  const control = controlOf({ faults, clock, fleet, expireSessions: () => directory.expireSessions() });
  guestServices.open(services, metadata, clock);
  const own = { control, isOpen: options.control === true, secret: key.secretAccessKey };
  const server = webServer((request) => answer(services, own, request), clock);
  return {
    key,
    region: arns.partition.regions[0] ?? '',
    control,
    async listen() {
      port = await listenOnLoopback(server, options.port);
      fleet.recover(options.compute === 'simulated');
      return port;
    },
    async close() {
      await compute.close();
      guestServices.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      ledger.close();
    },
  };
}

async function computeOf(options: CloudOptions, parts: ComputeParts): Promise<ComputeBackend> {
  const { compute, environments = [], internet, slots, stateFolder } = options;
  const { ssh, ...rest } = parts;
  const shared = {
    ...rest,
    longestLifeMs,
    internet,
    imageFolder: path.join(stateFolder, 'image'),
    ...(slots === undefined ? {} : { slots }),
  };
  switch (compute) {
    case 'simulated':
      return simulatedCompute(parts.clock, simulatedBootMs);
    case 'processes':
      return processCompute({
        ...shared,
        environments,
        hostNames: options.hostNames ?? true,
        newHostKey,
        openSsh: (instance, way) => ssh.open(instance, way),
      });
    case 'containers':
      return containerCompute({
        ...shared,
        environments,
        workFolder: path.join(stateFolder, 'containers'),
        building: options.onImageBuild ?? (() => undefined),
        openSshForwarding: (instance, sshd) => ssh.pass(instance, sshd),
      });
    default:
      return compute(parts);
  }
}

interface Parts {
  readonly key: AccountKey;
  readonly ledger: Ledger;
  readonly clock: WarpClock;
  readonly compute: ComputeBackend;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly arns: Arns;
  readonly fleet: InstanceRegistry;
  readonly faults: Faults;
  readonly ssh: SshServers;
}

async function openServices(options: CloudOptions, parts: Parts): Promise<CloudServices> {
  const { key, ledger, clock, directory, faults, arns } = parts;
  const authority = new IamAuthority(directory, clock, arns, options.decided);
  const index = new ObjectIndex(ledger);
  const { bytesPerInstance: perInstance = defaultStorageLimits.perInstance } = options;
  const objectFiles = new ObjectFiles(path.join(options.stateFolder, 'objects'), {
    ...defaultStorageLimits,
    perInstance,
  });
  const uploads: Uploads = { uploads: ledger.table('uploads'), parts: ledger.table('parts') };
  await objectFiles.sweep(new Set([...index.all(), ...uploads.parts.values()].map(({ file }) => file)));
  const known: readonly string[] = [...arns.partition.regions, ...(options.optedIn ?? [])];
  const cipher = cipherOf(key.secretAccessKey);
  const keys: KeyRing = (accessKeyId, region) => {
    // Credentials of this account aren't valid in another partition, or in a region that isn't enabled.
    if (!known.includes(region)) return undefined;
    return accessKeyId === key.accessKeyId
      ? { ...key, principal: { kind: 'account', accessKeyId } }
      : directory.key(accessKeyId);
  };
  return {
    keys,
    clock,
    faults,
    authority,
    times: () => ({ wall: Date.now(), cloud: clock.now() }),
    pushedKeys: parts.ssh.pushed,
    ec2: {
      clock,
      faults,
      tokens: ledger.table('client-tokens'),
      securityGroups: ledger.table('security-groups'),
      keyPairs: ledger.table('key-pairs'),
      fleet: parts.fleet,
      compute: parts.compute,
      catalog: parts.catalog,
      consistencyLagMs: options.consistencyLagMs,
      together: (work) => ledger.together(work),
      publicAddress: options.compute === 'simulated' ? unreachableAddresses : loopbackAddresses(),
      limits:
        (options.throttling ?? options.compute !== 'simulated')
          ? new RequestLimits(() => clock.now())
          : undefined,
      quotas: { onDemandVcpus: defaultVcpus, spotVcpus: defaultVcpus, ...options.quotas },
      fills: options.fills ?? 'most',
      zonesWithoutSubnet: options.zonesWithoutSubnet ?? [],
      optedIn: options.optedIn ?? [],
      hasInstanceProfile: (name) => directory.isUsableProfile(name),
      rolesToPass(profileName) {
        const roleName = directory.roleOfProfile(profileName);
        return roleName === undefined ? [] : [passRole({ arns, directory }, roleName)];
      },
      spotRole: spotRoleIn(directory, clock, arns),
      arns,
    },
    s3: {
      clock,
      index,
      objectFiles,
      uploads,
      authorize: (verified, action, resource, conditions = {}) =>
        authority.authorize(callerOf(verified), [
          { action, resource, conditions, ...policyOf(index, resource) },
        ]),
      authorizeAll: (verified, requests) => authority.authorize(callerOf(verified), requests),
      arns,
    },
    parameters: new Parameters(ledger.table('parameters'), cipher, clock, arns),
    secrets: new Secrets(ledger.table('secrets'), cipher, clock, arns),
    iam: {
      arns,
      clock,
      directory,
      propagationMs:
        options.iamPropagationMs ?? (options.compute === 'simulated' ? 0 : options.consistencyLagMs),
    },
  };
}

const callerOf = ({ claim, principal, secure }: Verified): Caller => ({
  principal,
  region: claim.region,
  secure,
});

/** The policy of the bucket in an S3 ARN. */
function policyOf({ buckets }: ObjectIndex, resource: string): Pick<AuthorizationRequest, 'policy'> {
  const [bucket = ''] = (resource.split(':')[5] ?? '').split('/', 1);
  const policy = buckets.get(bucket)?.settings['policy'];
  return policy === undefined ? {} : { policy };
}

/** Whether the current security groups of an instance open port 22 for an address. */
function letsSshIn({ fleet, securityGroups }: Ec2Context, instanceId: string, address: string): boolean {
  const groups = fleet.find(instanceId)?.securityGroups.flatMap((id) => securityGroups.get(id) ?? []) ?? [];
  return allowsIngress(groups, address, 22);
}

function factsOf(
  { ec2, pushedKeys }: CloudServices,
  directory: Directory,
  instanceId: string,
): InstanceMetadata | undefined {
  const instance = ec2.fleet.find(instanceId);
  if (instance === undefined) return undefined;
  const roleName = directory.roleOfProfile(instance.profileName);
  return {
    arns: ec2.arns,
    instance,
    userData: ec2.fleet.reservation(instance)?.userData,
    publicKey: ec2.fleet.reservation(instance)?.publicKey,
    pushedKeys: pushedKeys.byUser(instanceId),
    keys:
      roleName !== undefined && directory.trusts(roleName, ec2.arns.partition.ec2Principal)
        ? directory.sessionOf(instanceId, roleName)
        : undefined,
    now: ec2.clock.now(),
  };
}

interface OwnParts {
  readonly control: Control;
  /** Whether all of `control` is open to whoever signs with the account's key. */
  readonly isOpen: boolean;
  readonly secret: string;
}

async function answer(
  services: CloudServices,
  { control, isOpen, secret }: OwnParts,
  request: Request,
): Promise<Response> {
  if (!isOwnPath(request)) return dispatch(services, request);
  if (request.rawPath === '/_spawn/health') return answerHealth(request, secret);
  if (request.rawPath === '/_spawn/interrupt') return answerInterrupt(control, request, secret);
  if (request.rawPath === '/_spawn/control' && isOpen)
    return controlled(control, request, services.keys, services.times());
  return notFound;
}

async function controlled(
  control: Control,
  request: Request,
  keys: KeyRing,
  times: Times,
): Promise<Response> {
  try {
    return await answerControl(control, request, keys, times);
  } catch (error) {
    if (isAwsError(error)) return plainError(error, '');
    throw error;
  }
}
