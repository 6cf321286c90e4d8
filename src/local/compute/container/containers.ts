import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import type { Ec2Instance } from '../../protocols/ec2/instance';
import { removeEmptyCgroups } from '../cgroup';
import type { ComputeOptions } from '../compute-options';
import { defaultSlots, type Machine, type MachineOrder, SlottedCompute } from '../slots';
import { ContainerMachine } from './container-machine';
import { checkHost } from './host';
import { imageFor } from './image';
import { instanceFiles } from './instance-files';
import { NoContainers } from './no-containers';
import { recipeHere } from './recipe';

const mebibyte = 1024 * 1024;

export interface ContainerOptions extends ComputeOptions {
  /** Opens access to the sshd of a running instance. @returns closes it */
  readonly openSshForwarding: (instance: Ec2Instance, sshd: SshdAccess) => () => void;
  /** Folder for the files of instances on this computer, which only instances use. */
  readonly workFolder: string;
  /** Called before an image is built, which takes a minute or more. */
  readonly building: () => void;
}

/** Connects to the sshd of an instance. */
export interface SshdAccess {
  readonly connect: () => Promise<Socket>;
  /** Writes a line to the instance's console. */
  readonly complain: (why: string) => void;
}

/** Instances as booted systems in systemd-nspawn containers. @throws NoContainers if this computer cannot run them */
export async function containerCompute(options: ContainerOptions): Promise<SlottedCompute> {
  if (options.environments.length > 0)
    throw new NoContainers(
      'Containers have a system of their own, which programs of this computer do not fit: leave out --environment, or --compute container.',
    );
  await checkHost();
  const image = await imageFor(await recipeHere(), options.building);
  await removeEmptyCgroups();
  // Left by a cloud that was killed; its containers ended with it.
  await rm(options.workFolder, { recursive: true, force: true });
  const slots = options.slots ?? defaultSlots(cpus().length);
  const { clock, longestLifeMs } = options;
  return new SlottedCompute({
    ...{ clock, longestLifeMs, slots },
    build: (order) => containerFor(order, { image, options, slots }),
  });
}

function containerFor(
  { console, instance, report, settled }: MachineOrder,
  at: { readonly image: string; readonly options: ContainerOptions; readonly slots: number },
): Machine {
  const { image, options } = at;
  const { guestServices, imageFolder } = options;
  const memory = totalmem();
  const wanted = (options.catalog.get(instance.type)?.memoryMib ?? 1024) * mebibyte;
  const hostname = `ip-${instance.privateIp.replaceAll('.', '-')}`;
  const complain = (why: string) => console.write(Buffer.from(`ssh: ${why}\n`));
  return new ContainerMachine({
    instanceId: instance.id,
    folder: path.join(options.workFolder, instance.id),
    image,
    imageFolder: existsSync(imageFolder) ? imageFolder : undefined,
    files: instanceFiles(instance, {
      authority: options.authority,
      hostname,
      isOnline: options.internet !== undefined,
    }),
    hostname,
    memoryBytes: Math.min(wanted, Math.floor(memory * 0.8)),
    // Disks are in this computer's memory: those of all running instances together can use two thirds of it.
    diskBytes: Math.max(256 * mebibyte, Math.min(2048 * mebibyte, Math.floor((memory * 2) / 3 / at.slots))),
    network: { port: options.port(), hostNames: true, internet: options.internet },
    ...{ console, guestServices, report, settled },
    opened: (connect) => options.openSshForwarding(instance, { connect, complain }),
  });
}
