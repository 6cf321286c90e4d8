import type { Tags } from './instance';

export interface KeyPair {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly createdAt: number;
  readonly tags: Tags;
}

/** An inbound rule of a security group. */
export interface Ingress {
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly cidrs: readonly string[];
  readonly description?: string;
}

export interface SecurityGroup {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly ingress: readonly Ingress[];
  readonly tags: Tags;
}
