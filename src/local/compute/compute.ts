import type { Ec2Instance, Reservation } from '../protocols/ec2/instance';

/** How an instance ended, as the machine reports it. */
export type MachineEvent =
  /** There is no room for it yet. */
  | { readonly kind: 'waiting' }
  /** There is room for it now. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** It shut itself down, or its processes are gone. */
  | { readonly kind: 'ended'; readonly reason: 'shutdown' | 'failed'; readonly message: string };

/** `shut-down`: processes are asked to end first. `sleep`: so too, and the disk stays, to be booted again. `cut`: the power is gone. */
export type HaltManner = 'shut-down' | 'sleep' | 'cut';

/** Runs instances: as processes, as containers, or simulated. */
export interface ComputeBackend {
  /** Boots an instance, at once or when there is room; reports through `report` until `halt` or the end. */
  boot(instance: Ec2Instance, reservation: Reservation, report: (event: MachineEvent) => void): void;
  /** Ends its processes; resolves when none is left. Unknown ids are fine. */
  halt(instanceId: string, manner: HaltManner): Promise<void>;
  /** Ends all processes and boots again, as by its own command. */
  reboot(instanceId: string): void;
  /** Console output so far, the last 64 KiB. */
  console(instanceId: string): Promise<string>;
  /** Deletes what is kept of an instance that the API doesn't return any more. */
  forget(instanceId: string): void;
  /** Ends everything. */
  close(): Promise<void>;
}
