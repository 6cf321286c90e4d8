/** Where instances run: in EC2, or in the local cloud. */
export type Provider = 'aws' | 'local';

/** How to reach AWS, or another program with its protocols. Standard AWS environment variables are the defaults. */
export interface Connection {
  readonly profile?: string;
  readonly region?: string;
  /** Endpoint of a cloud other than AWS. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Prompts the user for the current code of a multi-factor device. Without it, a profile that requires one can't be used. */
  readonly mfaCode?: (device: string) => Promise<string>;
  /** The port for SSH connections to instances, if it isn't 22. */
  readonly sshPort?: number;
  /** Results bucket, from the setting `spawn.bucket`; by default `spawn-results-<account>-<region>`. */
  readonly bucket?: string;
  /** ARN of the permissions boundary for the roles that Spawn creates, from the setting `spawn.permissionsBoundary`. */
  readonly permissionsBoundary?: string;
  /** Folder for journals; by default `$XDG_STATE_HOME/spawn`. */
  readonly stateFolder?: string;
}
