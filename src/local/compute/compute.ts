import type { Ec2Instance, Reservation } from '../protocols/ec2/instance';

/** How an instance ended. */
export type MachineEvent =
  /** There is no free capacity for it yet. */
  | { readonly kind: 'waiting' }
  /** There is free capacity for it now. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  /** It shut itself down, or its processes have ended. */
  | { readonly kind: 'ended'; readonly reason: 'shutdown' | 'failed'; readonly message: string };

/** `shut-down`: processes are asked to end first. `sleep`: the same, but the disk is kept for the next boot. `cut`: power loss. */
export type HaltManner = 'shut-down' | 'sleep' | 'cut';

/** Runs instances: as processes, as containers, or simulated. */
export interface ComputeBackend {
  /** Boots an instance, immediately or when there is free capacity; calls `report` until `halt` or its end. */
  boot(instance: Ec2Instance, reservation: Reservation, report: (event: MachineEvent) => void): void;
  /** Ends its processes; resolves when all have ended. Ignores unknown IDs. */
  halt(instanceId: string, manner: HaltManner): Promise<void>;
  /** Ends all processes and boots again, like a reboot by its own command. */
  reboot(instanceId: string): void;
  /** Console output so far, the last 64 KiB. */
  console(instanceId: string): Promise<string>;
  /** Deletes the data of an instance that the API no longer returns. */
  forget(instanceId: string): void;
  /** Ends everything. */
  close(): Promise<void>;
}
