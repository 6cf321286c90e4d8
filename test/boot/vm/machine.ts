import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectInside } from '../../../src/local/compute/container/connect-inside';
import { searchPath } from '../../../src/local/compute/container/host';
import type { ImageFile } from '../../../src/local/compute/container/image-files';
import { writeFiles } from '../../../src/local/compute/container/image-files';
import { type GuestNetwork, type GuestServices, openNetwork } from '../../../src/local/compute/network';
import type { Machine, MachineOrder } from '../../../src/local/compute/slots';
import { gateway, network } from './files';
import type { VmImage } from './image';

export interface VmParts extends MachineOrder {
  readonly image: VmImage;
  readonly files: readonly ImageFile[];
  readonly port: number;
  readonly guestServices: GuestServices;
  /** What its clock says when it is switched on, as QEMU takes it: `utc`, or a time. */
  readonly clock: string;
  readonly opened: (connect: () => Promise<Socket>) => () => void;
}

/** One instance as a virtual machine: its own kernel, clock and power. What it writes to its disk is gone with it. */
export class VmMachine implements Machine {
  readonly isAsleep = false;
  readonly pid = undefined;
  private child: ChildProcess | undefined;
  /** With what it is made for; removed with it. */
  private folder = '';
  private opened: GuestNetwork | undefined;
  private closeDoor: (() => void) | undefined;
  private expected = false;

  constructor(private readonly parts: VmParts) {}

  async boot(): Promise<void> {
    const { console, guestServices, files, instance, port, report } = this.parts;
    const folder = await mkdtemp(path.join(tmpdir(), 'spawn-vm-'));
    this.folder = folder;
    const seed = path.join(folder, 'seed');
    await writeFiles(seed, files);
    const tar = spawn('tar', [
      '--create',
      `--file=${path.join(folder, 'seed.tar')}`,
      '--owner=0',
      '--group=0',
      '-C',
      seed,
      '.',
    ]);
    await once(tar, 'close');
    // Its network is one of its own, where the cloud answers; QEMU waits until it does. It ends with this process, even a killed one.
    const gate = 'ip link set lo up; echo up >&2; read -r _; exec "$@" </dev/null';
    const child = spawn(
      'setpriv',
      [
        '--pdeathsig',
        'KILL',
        'unshare',
        '--net',
        'sh',
        '-c',
        gate,
        'sh',
        'qemu-system-x86_64',
        ...this.options(),
      ],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: searchPath },
      },
    );
    this.child = child;
    child.stdout.on('data', (piece: Buffer) => console.write(piece));
    await once(child.stderr, 'data');
    child.stderr.on('data', (piece: Buffer) => console.write(piece));
    const { pid } = child;
    if (pid === undefined) throw new Error('QEMU cannot be started');
    this.opened = await openNetwork(
      pid,
      { port, hostNames: true, internet: undefined },
      {
        metadata: (socket) => guestServices.metadata(instance.id, socket),
        endpoint: (socket) => guestServices.endpoint(instance.id, socket),
        https: (socket) => guestServices.https(instance.id, socket),
        http: (socket) => guestServices.http(instance.id, socket),
      },
    );
    child.once('close', (code, signal) => {
      this.closeDoor?.();
      this.opened?.close();
      if (this.expected) return;
      report(
        code === 0
          ? { kind: 'ended', reason: 'shutdown', message: 'Instance initiated shutdown' }
          : { kind: 'ended', reason: 'failed', message: `QEMU ended (${signal ?? `exit code ${code}`})` },
      );
    });
    this.closeDoor = this.parts.opened(() => connectInside(pid, 22));
    child.stdin.end('go\n');
    report({ kind: 'running' });
  }

  wake(): void {}

  reboot(): void {}

  sleep(): Promise<void> {
    return this.destroy();
  }

  async destroy(): Promise<void> {
    this.expected = true;
    const { child } = this;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    if (this.folder !== '') await rm(this.folder, { recursive: true, force: true });
  }

  /** A machine as EC2's are (docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html). */
  private options(): readonly string[] {
    const { clock, image, instance, port } = this.parts;
    const tail = instance.id.slice(-12);
    const uuid = `ec2${tail.slice(0, 5)}-0000-4000-8000-${tail}`;
    const at = (file: string) => path.join(image.folder, file);
    return [
      // Without KVM, which is not to be had everywhere.
      ...['-accel', 'tcg,thread=multi', '-cpu', 'max'],
      ...['-M', 'q35', '-m', '512', '-smp', '2', '-display', 'none', '-monitor', 'none', '-serial', 'stdio'],
      ...['-no-user-config', '-nodefaults', '-rtc', `base=${clock}`, '-device', 'virtio-rng-pci'],
      ...['-smbios', 'type=0,vendor=Amazon EC2,version=1.0'],
      ...['-smbios', `type=1,manufacturer=Amazon EC2,product=${instance.type},uuid=${uuid},serial=${uuid}`],
      ...['-smbios', `type=2,manufacturer=Amazon EC2,asset=${instance.id}`],
      ...['-smbios', 'type=3,manufacturer=Amazon EC2,asset=Amazon EC2'],
      ...['-drive', `file=${at('disk')},if=none,id=root,format=raw,snapshot=on,cache=unsafe`],
      ...['-device', 'virtio-blk-pci,drive=root'],
      ...['-drive', `file=${path.join(this.folder, 'seed.tar')},if=none,id=seed,format=raw,readonly=on`],
      ...['-device', 'virtio-blk-pci,drive=seed'],
      ...['-netdev', `user,id=net,net=${network},host=${gateway},hostfwd=tcp:127.0.0.1:22-:22`],
      ...['-device', 'virtio-net-pci,netdev=net'],
      ...['-kernel', at('vmlinuz'), '-initrd', at('initrd')],
      ...[
        '-append',
        `root=/dev/vda rw console=ttyS0 net.ifnames=0 panic=-1 cloud.port=${port} ${image.kernelOptions}`,
      ],
    ];
  }
}
