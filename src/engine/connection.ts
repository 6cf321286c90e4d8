/** Where instances run: in EC2, or in the local cloud. */
export type Provider = 'aws' | 'local';

/** How to reach AWS, or whatever speaks its protocols. Standard AWS environment variables fill what is left out. */
export interface Connection {
  readonly profile?: string;
  readonly region?: string;
  /** Address of a cloud that is not AWS's own. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Prompts the user for the current code of a multi-factor device. Without it, a profile that requires one can't be used. */
  readonly mfaCode?: (device: string) => Promise<string>;
  /** Where instances answer ssh, if not at port 22. */
  readonly sshPort?: number;
  /** Results bucket, from the setting `spawn.bucket`; by default `spawn-results-<account>-<region>`. */
  readonly bucket?: string;
  /** ARN of the policy that bounds the roles that Spawn makes, from the setting `spawn.permissionsBoundary`. */
  readonly permissionsBoundary?: string;
  /** Folder for journals; by default `$XDG_STATE_HOME/spawn`. */
  readonly stateFolder?: string;
}
