import type { CreditOption } from './burstable';

/** States of an instance with their EC2 codes. */
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

/** The reason for the state of an instance: EC2's code and message. */
export interface StateReason {
  readonly code: string;
  readonly message: string;
}

/** The parameters that all instances of one RunInstances call share. */
export interface Reservation {
  readonly id: string;
  readonly region: string;
  /** base64, as it was sent. */
  readonly userData?: string;
  /** The public key of the key pair at the time of the launch. */
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
  /** Launch time before any stop and start: the volume costs money from then on. Missing if it was never stopped. */
  readonly firstLaunchedAt?: number;
  /** Whether there was no free capacity for it when it was launched. */
  readonly waited?: true;
  /** When an instance that waited for capacity got it. */
  readonly startedAt?: number;
  /** When it started running; missing while it isn't running. */
  readonly runningAt?: number;
  /** Billed seconds of the earlier times in which it was running. */
  readonly billedSeconds?: number;
  /** When its volume was deleted. */
  readonly goneAt?: number;
  /** GiB of its volume, if the launch specifies it. */
  readonly volumeGib?: number;
  /** When DescribeInstances starts to return it. */
  readonly visibleAt: number;
  readonly endedAt?: number;
  readonly tags: Tags;
  readonly spot: boolean;
  /** Of a burstable type. */
  readonly cpuCredits?: CreditOption;
  readonly spotRequestId?: string;
  /** When EC2 interrupts it, after the notice. */
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

/** Neither terminated nor shutting down: it costs money, or will again when it is started. */
export const isLive = (instance: Ec2Instance): boolean =>
  instance.state !== 'terminated' && instance.state !== 'shutting-down';
