import { Failure } from '../../engine/failure';
import type { ComputeKind } from '../../provider/cloud-file';
import type { LocalCloud, LocalCloudOptions } from '../../provider/local';
import { findLocalCloud, ownPlace, startLocalCloud, stopLocalCloud } from '../../provider/local';
import { confirm } from '../ask';
import { oldAwsCli } from '../aws-cli';
import { type ExitCode, exitCodes } from '../exit';
import { handOver } from '../hand-over';
import type { GlobalOptions } from '../options';
import { withSession } from '../session';
import { absolutePath, print, printJson, say, type Terminal } from '../terminal';

const notRunning = 'The local cloud does not run. Start it with: spawn local start';

export interface StartOptions extends GlobalOptions {
  /** What its instances are; sandboxed processes where nobody says. */
  readonly compute?: ComputeKind;
  readonly network?: boolean;
  readonly environment: readonly string[];
}

export async function localStart(options: StartOptions, terminal: Terminal): Promise<ExitCode> {
  const wanted: LocalCloudOptions = {
    compute: options.compute,
    network: options.network === true,
    environments: options.environment.map((folder) => absolutePath(terminal, folder)),
  };
  const found = await findLocalCloud();
  if (found !== undefined && lacks(found, wanted)) {
    say(
      terminal,
      'The local cloud runs already, and was started without this. Stop it first ("spawn local stop"), which ends its instances.',
    );
    return exitCodes.failed;
  }
  if (found === undefined && wanted.compute === 'container')
    say(
      terminal,
      'Containers boot a system of their own, which is built now if it is not there yet: a minute or more, once.',
    );
  const cloud = found ?? (await startLocalCloud(ownPlace(wanted)));
  if (options.json) printJson(terminal, cloudJson(cloud));
  else
    print(
      terminal,
      `The local cloud ${found === undefined ? 'runs' : 'ran already'} at ${cloud.connection.endpoint} (process ${cloud.pid}).`,
    );
  return exitCodes.done;
}

/** Whether one that runs was started without something that is wanted now. */
const lacks = (cloud: LocalCloud, { compute, environments, network }: LocalCloudOptions): boolean =>
  (compute !== undefined && cloud.compute !== compute) ||
  (network && !cloud.network) ||
  environments.some((folder) => !cloud.environments.includes(folder));

/** Ends the local cloud. Instances that live in it end too, so that this asks first. */
export async function localStop(
  options: GlobalOptions & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const cloud = await findLocalCloud();
  if (cloud !== undefined && !options.yes) {
    const alive = await countAlive(terminal);
    const what = alive === 1 ? '1 instance lives' : `${alive} instances live`;
    const question = `${what} in the local cloud and would end. Stop it?`;
    if (alive > 0 && !(await confirm(terminal, question, 'The local cloud keeps running.')))
      return exitCodes.failed;
  }
  if (cloud !== undefined) await stopLocalCloud(cloud);
  if (options.json) printJson(terminal, { running: false });
  else
    print(
      terminal,
      cloud === undefined
        ? 'The local cloud did not run.'
        : 'The local cloud has ended. Its state is kept for the next start.',
    );
  return exitCodes.done;
}

export async function localStatus(options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  const cloud = await findLocalCloud();
  if (options.json) printJson(terminal, cloud === undefined ? { running: false } : cloudJson(cloud));
  else if (cloud === undefined) say(terminal, notRunning);
  else print(terminal, `The local cloud runs at ${cloud.connection.endpoint} (process ${cloud.pid}).`);
  return cloud === undefined ? exitCodes.notFound : exitCodes.done;
}

const countAlive = (terminal: Terminal): Promise<number> =>
  withSession({ provider: 'local' }, terminal, async ({ engine }) => {
    const instances = await engine.instances(terminal.interrupted);
    return instances.filter(({ state }) => state === 'pending' || state === 'running').length;
  });

const cloudJson = ({ compute, connection, environments, network, pid }: LocalCloud): unknown => ({
  running: true,
  pid,
  compute,
  endpoint: connection.endpoint,
  region: connection.region,
  network,
  environments,
});

/** Shell exports with which any AWS client talks to the local cloud: `eval "$(spawn local env)"`. */
export async function localEnv(options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  const cloud = await findLocalCloud();
  if (cloud === undefined) {
    say(terminal, notRunning);
    return exitCodes.notFound;
  }
  const variables = environmentFor(cloud);
  if (options.json) printJson(terminal, variables);
  else print(terminal, renderExports(variables));
  const old = await oldAwsCli(terminal.interrupted);
  if (old !== undefined)
    say(
      terminal,
      `Your AWS CLI is ${old.version}, which does not know AWS_ENDPOINT_URL (${old.since} is the first that does): it would ` +
        `call AWS itself. Use "spawn local aws …" in its place, or add --endpoint-url ${variables['AWS_ENDPOINT_URL']} to each command.`,
    );
  return exitCodes.done;
}

/** Runs the AWS CLI of this machine against the local cloud, whatever its version; its exit code is the answer. */
export async function localAws(words: readonly string[], terminal: Terminal): Promise<number> {
  const cloud = await findLocalCloud();
  if (cloud === undefined) {
    say(terminal, notRunning);
    return exitCodes.notFound;
  }
  const { AWS_ENDPOINT_URL = '', ...variables } = environmentFor(cloud);
  const environment = { ...variables, AWS_PROFILE: undefined, AWS_SESSION_TOKEN: undefined };
  return handOver(
    { program: 'aws', words: ['--endpoint-url', AWS_ENDPOINT_URL, ...words], environment },
    terminal,
    (cause) =>
      new Failure('unavailable', 'NoProgram', 'The AWS CLI ("aws") is not on this machine.', { cause }),
  );
}

function environmentFor({ connection }: LocalCloud): Readonly<Record<string, string>> {
  const { endpoint = '', region = '', credentials } = connection;
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
}

/** For `eval` in any POSIX shell. What would go before these variables is taken away. */
export function renderExports(variables: Readonly<Record<string, string>>): string {
  return [
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    ...Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`),
  ].join('\n');
}
