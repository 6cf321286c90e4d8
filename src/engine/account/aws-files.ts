import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { homeFolder } from '../state-folder';

/** AWS's two files: profiles, and long-term keys. */
export type AwsFile = 'config' | 'credentials';

const variables = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' } as const;

/** Its path, resolved as in every AWS client. */
export const awsFilePath = (which: AwsFile): string =>
  process.env[variables[which]] ?? path.join(homeFolder(), '.aws', which);

/** Its text; empty if the file doesn't exist. */
export async function awsFile(which: AwsFile): Promise<string> {
  try {
    return await readFile(awsFilePath(which), 'utf8');
  } catch {
    return ''; // Without the file, there are no profiles.
  }
}
