import { instanceFiles } from '../../../src/local/compute/container/instance-files';
import type { ComputeParts } from '../../../src/local/compute/parts';
import { SlottedCompute } from '../../../src/local/compute/slots';
import { Machines } from '../machines';
import { vmImage } from './image';
import { VmMachine } from './machine';

const longestLifeMs = 3_600_000;
/** Milliseconds that a machine without an accelerator may take on a computer that has much else to do. */
const patience = 20 * 60_000;

export interface VmOptions {
  /** What their clocks say when they are switched on, as QEMU takes it: `utc`, or a time. */
  readonly clock?: string;
  /** SELinux enforces Debian's policy. */
  readonly selinux?: boolean;
}

/** A local cloud whose instances are virtual machines. */
export const startVms = (options: VmOptions = {}): Promise<Machines> =>
  Machines.start({}, { compute: (parts) => vmCompute(parts, options) }, patience);

async function vmCompute(
  { authority, clock: time, guestServices, port, ssh }: ComputeParts,
  { clock = 'utc', selinux = false }: VmOptions,
): Promise<SlottedCompute> {
  const image = await vmImage({ selinux });
  return new SlottedCompute({
    clock: time,
    // One has all the cores to do.
    slots: 1,
    longestLifeMs,
    build: (order) => {
      const { console, instance } = order;
      const hostname = `ip-${instance.privateIp.replaceAll('.', '-')}`;
      const complain = (why: string) => console.write(Buffer.from(`ssh: ${why}\n`));
      return new VmMachine({
        ...order,
        image,
        files: instanceFiles(instance, { authority, hostname, isOnline: false }),
        port: port(),
        guestServices,
        clock,
        opened: (connect) => ssh.pass(instance, { connect, complain }),
      });
    },
  });
}
