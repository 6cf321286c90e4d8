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

/** From what `aws --version` prints; undefined for one that knows the variable, and for what is no AWS CLI. */
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
    // None is there, which is nobody's problem.
    return undefined;
  }
}
