import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { privateHostName } from '../protocols/ec2/host-names';
import { imageLoginUser } from '../protocols/ec2/images';
import type { Ec2Instance } from '../protocols/ec2/instance';
import { removeEmptyCgroups } from './cgroup';
import type { ComputeOptions } from './compute-options';
import type { HostKey } from './guest-files';
import type { RunInGuest } from './guest-programs';
import { type Host, inspectHost } from './host';
import { SandboxMachine } from './machine';
import { smallDisks } from './sandbox';
import { defaultSlots, type Machine, type MachineOrder, SlottedCompute } from './slots';
import { unpackUserData } from './user-data';

const mebibyte = 1024 * 1024;

export interface ProcessOptions extends ComputeOptions {
  /** Whether AWS's own host names resolve to the cloud, if possible. */
  readonly hostNames: boolean;
  readonly newHostKey: (hostname: string) => HostKey;
  /** Opens access to a running instance. @returns closes it */
  readonly openSsh: (instance: Ec2Instance, way: SandboxAccess) => () => void;
}

/** Starts programs in a running instance. */
export interface SandboxAccess {
  readonly hostKey: HostKey;
  readonly run: RunInGuest;
  /** Writes a line to the instance's console. */
  readonly complain: (why: string) => void;
}

/** Instances as process trees in their own namespaces. @throws NoSandbox if this computer doesn't support them */
export async function processCompute(options: ProcessOptions): Promise<SlottedCompute> {
  const host = await inspectHost(options.environments);
  await removeEmptyCgroups();
  const slots = options.slots ?? defaultSlots(host.cores);
  const { clock, longestLifeMs } = options;
  let launched = 0;
  return new SlottedCompute({
    ...{ clock, longestLifeMs, slots },
    build: (order) => {
      launched += 1;
      return sandboxFor(order, { host, options, slots, number: launched });
    },
  });
}

/**
 * Address space that one process can map in addition to the memory of its instance, as a share of this computer's
 * memory: thread stacks and similar mappings are mostly unused. Memory in use is watched.
 */
const untouched = 1 / 4;

function sandboxFor(
  { console, instance, report, reservation, settled }: MachineOrder,
  at: {
    readonly host: Host;
    readonly options: ProcessOptions;
    readonly slots: number;
    /** Distinguishes this machine from others. */
    readonly number: number;
  },
): Machine {
  const { host, options } = at;
  const type = options.catalog.get(instance.type);
  const memoryBytes = Math.min((type?.memoryMib ?? 1024) * mebibyte, Math.floor(host.memoryBytes * 0.8));
  const port = options.port();
  const hostname = privateHostName(instance);
  const hostKey = options.newHostKey(hostname);
  const complain = (why: string) => console.write(Buffer.from(`ssh: ${why}\n`));
  return new SandboxMachine({
    instanceId: instance.id,
    host,
    // Each has its own user, so that instances have separate limits and can't access each other.
    uid: host.uidBase === undefined ? undefined : host.uidBase + (at.number % 60_000),
    guest: {
      hostname,
      hostKey,
      authorizedKeys: reservation.publicKey === undefined ? '' : `${reservation.publicKey}\n`,
      loginUser: imageLoginUser(instance.region, instance.imageId),
      machineId: randomBytes(16).toString('hex'),
      region: instance.region,
      endpoint: `http://127.0.0.1:${port}`,
      authority: options.authority,
      environments: host.environments,
      isOnline: options.internet !== undefined,
      userData: unpackUserData(reservation.userData),
      imageFolder: existsSync(options.imageFolder) ? options.imageFolder : undefined,
      limits: {
        processes: 1024,
        dataBytes: memoryBytes + Math.floor(host.memoryBytes * untouched),
        openFiles: 4096,
        grace: 100,
      },
    },
    memoryBytes,
    diskBytes: diskOf(host.memoryBytes, at.slots),
    network: { port, hostNames: options.hostNames, internet: options.internet },
    guestServices: options.guestServices,
    ...{ console, report, settled },
    opened: (run) => options.openSsh(instance, { hostKey, run, complain }),
  });
}

/**
 * Size of an instance's disk in bytes. Disks are in the computer's memory: those of all running instances together
 * leave a third of it free, if at least 256 MiB for each allows that.
 */
function diskOf(memoryBytes: number, slots: number): number {
  const share = Math.floor((memoryBytes * 2) / 3 / slots / (1 + smallDisks));
  return Math.max(256 * mebibyte, Math.min(2048 * mebibyte, share));
}
