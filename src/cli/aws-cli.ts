import { runProgram } from '../engine/connect/run-program';

/** The first of each major version that reads AWS_ENDPOINT_URL (aws-cli's changelog, July 2023). */
const firstVersions: Readonly<Record<number, readonly [minor: number, text: string]>> = {
  1: [29, '1.29.0'],
  2: [13, '2.13.0'],
};

/** An AWS CLI that does not read AWS_ENDPOINT_URL: its version, and the first of its kind that does. */
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

/** The AWS CLI of this machine, where it is too old for AWS_ENDPOINT_URL. */
export async function oldAwsCli(signal: AbortSignal): Promise<OldAwsCli | undefined> {
  try {
    // Version 1 used to say it on stderr.
    const { stdout, stderr } = await runProgram('aws', ['--version'], signal);
    return tooOld(stdout || stderr);
  } catch (error) {
    if (signal.aborted) throw error;
    // It isn't installed, which is fine.
    return undefined;
  }
}
