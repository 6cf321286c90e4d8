import type { CreditOption } from './burstable';

/** States of an instance and the codes that EC2 gives them. */
export const stateCodes = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export type InstanceStateName = keyof typeof stateCodes;

export type Tags = Readonly<Record<string, string>>;

/** Why an instance is in its state: EC2's code and message. */
export interface StateReason {
  readonly code: string;
  readonly message: string;
}

/** What all instances of one RunInstances call share. */
export interface Reservation {
  readonly id: string;
  readonly region: string;
  /** base64, as it was sent. */
  readonly userData?: string;
  /** Of the key pair that was named, as it was then. */
  readonly publicKey?: string;
}

export interface Ec2Instance {
  readonly id: string;
  readonly reservationId: string;
  readonly region: string;
  readonly zone: string;
  readonly launchIndex: number;
  readonly type: string;
  readonly imageId: string;
  readonly architecture: string;
  readonly state: InstanceStateName;
  readonly stateReason?: StateReason;
  /** `User initiated (2026-01-27 10:15:00 GMT)` */
  readonly transitionReason: string;
  /** Milliseconds since the epoch. */
  readonly launchedAt: number;
  /** The same, before any start after a stop: from then on its volume costs. Missing: there was none. */
  readonly firstLaunchedAt?: number;
  /** Whether there was no room for its machine when it was launched. */
  readonly waited?: true;
  /** When there was, of one that has waited. */
  readonly startedAt?: number;
  /** Since when it runs; missing while it does not. */
  readonly runningAt?: number;
  /** Seconds that are billed of the times that it ran before. */
  readonly billedSeconds?: number;
  /** When its volume was deleted. */
  readonly goneAt?: number;
  /** GiB of its volume, if the launch specifies it. */
  readonly volumeGib?: number;
  /** From when on DescribeInstances may show it. */
  readonly visibleAt: number;
  readonly endedAt?: number;
  readonly tags: Tags;
  readonly spot: boolean;
  /** Of a burstable type. */
  readonly cpuCredits?: CreditOption;
  readonly spotRequestId?: string;
  /** When EC2 takes it back, once that has been announced. */
  readonly spotNoticeAt?: number;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly httpTokens: 'required' | 'optional';
  readonly hopLimit: number;
  readonly metadataTags: boolean;
  readonly profileName?: string;
  readonly keyName?: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly securityGroups: readonly string[];
  readonly privateIp: string;
  readonly publicIp?: string;
  readonly volumeId: string;
  readonly networkInterfaceId: string;
  readonly volumeTags: Tags;
  readonly clientToken: string;
}

/** Neither terminated nor shutting down: it costs money, or will again when it starts. */
export const isLive = (instance: Ec2Instance): boolean =>
  instance.state !== 'terminated' && instance.state !== 'shutting-down';
