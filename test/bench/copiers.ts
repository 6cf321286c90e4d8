import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CloudProcess } from './cloud-process';
import { type CommandCost, costOf } from './command-cost';

/** A program that copies objects of S3 into a folder. */
export interface Copier {
  /** With its version, which decides how fast it is. */
  readonly name: string;
  /** All objects below a prefix. */
  copyAll(bucket: string, prefix: string, folder: string): Promise<CommandCost>;
  copyOne(bucket: string, key: string, file: string): Promise<CommandCost>;
}

/** `aws`, `rclone` and `spawn` find the cloud by these variables. */
export function environmentOf({ connection, folder }: CloudProcess): NodeJS.ProcessEnv {
  const { accessKeyId, secretAccessKey } = connection.credentials;
  // Certificates of the network that this machine is in are nothing to a cloud of its own, and rclone refuses them.
  const { AWS_CA_BUNDLE: _certificates, ...own } = process.env;
  return {
    ...own,
    AWS_ENDPOINT_URL: connection.endpoint,
    AWS_REGION: connection.region,
    AWS_DEFAULT_REGION: connection.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    XDG_STATE_HOME: path.join(folder, 'home'),
    RCLONE_CONFIG: path.join(folder, 'rclone.conf'),
    RCLONE_CONFIG_CLOUD_TYPE: 's3',
    RCLONE_CONFIG_CLOUD_PROVIDER: 'Other',
    RCLONE_CONFIG_CLOUD_ENDPOINT: connection.endpoint,
    RCLONE_CONFIG_CLOUD_REGION: connection.region,
    RCLONE_CONFIG_CLOUD_ACCESS_KEY_ID: accessKeyId,
    RCLONE_CONFIG_CLOUD_SECRET_ACCESS_KEY: secretAccessKey,
    RCLONE_CONFIG_CLOUD_FORCE_PATH_STYLE: 'true',
  };
}

/** Every AWS CLI on the PATH, each version once. Any version takes the option; the first to know AWS_ENDPOINT_URL are 1.29 and 2.13. */
export function awsClis(cloud: CloudProcess): readonly Copier[] {
  const env = environmentOf(cloud);
  const clis = new Map<string, Copier>();
  for (const program of programs('aws')) {
    const version = /^aws-cli\/(\S+)/.exec(
      execFileSync(program, ['--version'], { encoding: 'utf8', env }),
    )?.[1];
    if (version === undefined || clis.has(version)) continue;
    const s3 = (...words: readonly string[]) =>
      costOf(
        program,
        ['--endpoint-url', cloud.connection.endpoint, 's3', ...words, '--only-show-errors'],
        env,
      );
    clis.set(version, {
      name: `aws ${version}`,
      copyAll: (bucket, prefix, folder) => s3('sync', `s3://${bucket}/${prefix}`, folder),
      copyOne: (bucket, key, file) => s3('cp', `s3://${bucket}/${key}`, file),
    });
  }
  return [...clis.values()];
}

/** rclone with many transfers at once; none where it is not installed. */
export function rclone(cloud: CloudProcess): readonly Copier[] {
  const env = environmentOf(cloud);
  return programs('rclone')
    .slice(0, 1)
    .map((program) => {
      const version = /^rclone v(\S+)/.exec(
        execFileSync(program, ['version'], { encoding: 'utf8', env }),
      )?.[1];
      const many = ['--transfers', '64', '--checkers', '64'];
      return {
        name: `rclone ${version}`,
        copyAll: (bucket, prefix, folder) =>
          costOf(program, ['copy', ...many, `cloud:${bucket}/${prefix}`, folder], env),
        copyOne: (bucket, key, file) => costOf(program, ['copyto', `cloud:${bucket}/${key}`, file], env),
      };
    });
}

const programs = (name: string): readonly string[] =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .filter((file) => fs.existsSync(file));
