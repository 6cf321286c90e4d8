import { runProgram } from '../engine/connect/run-program';

/** The first release of each major version that reads AWS_ENDPOINT_URL (changelog of aws-cli, July 2023). */
const firstVersions: Readonly<Record<number, readonly [minor: number, text: string]>> = {
  1: [29, '1.29.0'],
  2: [13, '2.13.0'],
};

/** An AWS CLI that doesn't read AWS_ENDPOINT_URL: its version, and the first release of its major version that does. */
export interface OldAwsCli {
  readonly version: string;
  readonly since: string;
}

/** From the output of `aws --version`. Undefined for a version that supports the variable, and for other programs. */
export function tooOld(printed: string): OldAwsCli | undefined {
  const [, version = '', major, minor] = /^aws-cli\/((\d+)\.(\d+)[\d.]*)/.exec(printed) ?? [];
  const [firstMinor, since] = firstVersions[Number(major)] ?? [];
  if (firstMinor === undefined || since === undefined || Number(minor) >= firstMinor) return undefined;
  return { version, since };
}

/** The AWS CLI of this machine, if it is too old for AWS_ENDPOINT_URL. */
export async function oldAwsCli(signal: AbortSignal): Promise<OldAwsCli | undefined> {
  try {
    // Version 1 used to print it on stderr.
    const { stdout, stderr } = await runProgram('aws', ['--version'], signal);
    return tooOld(stdout || stderr);
  } catch (error) {
    if (signal.aborted) throw error;
    // It isn't installed, which is not an error.
    return undefined;
  }
}
