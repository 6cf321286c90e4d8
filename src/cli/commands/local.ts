import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { ComputeKind } from '../../provider/cloud-file';
import type { LocalCloud, LocalCloudOptions } from '../../provider/local';
import { findLocalCloud, ownPlace, startLocalCloud, stopLocalCloud } from '../../provider/local';
import { confirm } from '../ask';
import { oldAwsCli } from '../aws-cli';
import { type ExitCode, exitCodes } from '../exit';
import { handOver } from '../hand-over';
import type { GlobalOptions } from '../options';
import { counted } from '../output/counted';
import { withSession } from '../session';
import { absolutePath, print, printJson, say, type Terminal } from '../terminal';

export const notRunning = (): string =>
  t('The local cloud is not running. To start it: {0}', 'spawn local start');

export interface StartOptions extends GlobalOptions {
  /** The kind of its instances; sandboxed processes by default. */
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
      t(
        'The local cloud is already running without these options. Stop it first with "spawn local stop", which ends its instances.',
      ),
    );
    return exitCodes.failed;
  }
  if (found === undefined && wanted.compute === 'container')
    say(
      terminal,
      t(
        'Building the system that containers boot, if it is not there yet. This takes a minute or more, once.',
      ),
    );
  const cloud = found ?? (await startLocalCloud(ownPlace(wanted)));
  if (options.json) printJson(terminal, cloudJson(cloud));
  else
    print(
      terminal,
      found === undefined
        ? t('The local cloud is running at {0} (process {1}).', cloud.connection.endpoint ?? '', cloud.pid)
        : t(
            'The local cloud was already running at {0} (process {1}).',
            cloud.connection.endpoint ?? '',
            cloud.pid,
          ),
    );
  return exitCodes.done;
}

/** Whether the running cloud was started without an option that is requested now. */
const lacks = (cloud: LocalCloud, { compute, environments, network }: LocalCloudOptions): boolean =>
  (compute !== undefined && cloud.compute !== compute) ||
  (network && !cloud.network) ||
  environments.some((folder) => !cloud.environments.includes(folder));

/** Stops the local cloud, including its running instances, after a confirmation. */
export async function localStop(
  options: GlobalOptions & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const cloud = await findLocalCloud();
  if (cloud !== undefined && !options.yes) {
    const running = await countRunning(terminal);
    const question = counted(
      running,
      t('1 instance is running in the local cloud and ends with it. Stop the local cloud?'),
      t('{0} instances are running in the local cloud and end with it. Stop the local cloud?', running),
    );
    if (running > 0 && !(await confirm(terminal, question, t('The local cloud keeps running.'))))
      return exitCodes.failed;
  }
  if (cloud !== undefined) await stopLocalCloud(cloud);
  if (options.json) printJson(terminal, { running: false });
  else
    print(
      terminal,
      cloud === undefined
        ? t('The local cloud was not running.')
        : t('The local cloud has stopped. Its state is kept for the next start.'),
    );
  return exitCodes.done;
}

export async function localStatus(options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  const cloud = await findLocalCloud();
  if (options.json) printJson(terminal, cloud === undefined ? { running: false } : cloudJson(cloud));
  else if (cloud === undefined) say(terminal, notRunning());
  else
    print(
      terminal,
      t('The local cloud is running at {0} (process {1}).', cloud.connection.endpoint ?? '', cloud.pid),
    );
  return cloud === undefined ? exitCodes.notFound : exitCodes.done;
}

const countRunning = (terminal: Terminal): Promise<number> =>
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

/** Shell exports with which any AWS client uses the local cloud: `eval "$(spawn local env)"`. */
export async function localEnv(options: GlobalOptions, terminal: Terminal): Promise<ExitCode> {
  const cloud = await findLocalCloud();
  if (cloud === undefined) {
    say(terminal, notRunning());
    return exitCodes.notFound;
  }
  const variables = environmentFor(cloud);
  if (options.json) printJson(terminal, variables);
  else print(terminal, renderExports(variables));
  const old = await oldAwsCli(terminal.interrupted);
  if (old !== undefined)
    say(
      terminal,
      t(
        'Your AWS CLI {0} ignores AWS_ENDPOINT_URL (supported from {1} on), so it would call AWS itself. Use "spawn local aws …" instead, or add --endpoint-url {2} to each command.',
        old.version,
        old.since,
        variables['AWS_ENDPOINT_URL'] ?? '',
      ),
    );
  return exitCodes.done;
}

/** Runs the AWS CLI of this machine with the local cloud, whatever its version; returns its exit code. */
export async function localAws(words: readonly string[], terminal: Terminal): Promise<number> {
  const cloud = await findLocalCloud();
  if (cloud === undefined) {
    say(terminal, notRunning());
    return exitCodes.notFound;
  }
  const { AWS_ENDPOINT_URL = '', ...variables } = environmentFor(cloud);
  const environment = { ...variables, AWS_PROFILE: undefined, AWS_SESSION_TOKEN: undefined };
  return handOver(
    { program: 'aws', words: ['--endpoint-url', AWS_ENDPOINT_URL, ...words], environment },
    terminal,
    (cause) =>
      new Failure('unavailable', 'NoProgram', t('The AWS CLI ("aws") is not installed on this computer.'), {
        cause,
      }),
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

/** For `eval` in any POSIX shell. Unsets variables that would take precedence. */
export function renderExports(variables: Readonly<Record<string, string>>): string {
  return [
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    ...Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`),
  ].join('\n');
}
