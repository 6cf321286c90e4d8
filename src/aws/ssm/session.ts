import { StartSessionCommand } from '@aws-sdk/client-ssm';
import { t } from '@vscode/l10n';
import { Failure } from '../../engine/failure';
import type { StartedSession } from '../../engine/ports';
import { partitionOf } from '../../sweep/partition';
import { abort } from '../abort';
import type { Clients } from '../clients';

/** Opens a Session Manager session on an instance for the program that continues it. @throws Failure TargetNotConnected */
export async function startSession(
  clients: Clients,
  region: string,
  instanceId: string,
  signal: AbortSignal | undefined,
): Promise<StartedSession> {
  const client = clients.ssm(region);
  const doing = { action: 'StartSession', region };
  try {
    const { SessionId, StreamUrl, TokenValue } = await clients.call(doing, () =>
      client.send(new StartSessionCommand({ Target: instanceId }), abort(signal)),
    );
    if (SessionId === undefined || StreamUrl === undefined || TokenValue === undefined)
      throw new Failure(
        'unavailable',
        'NoSession',
        t('Session Manager answered without a session. Try again.'),
      );
    const { url } = client.config.endpointProvider({ Region: region, UseDualStack: false, UseFIPS: false });
    return {
      sessionId: SessionId,
      streamUrl: StreamUrl,
      token: TokenValue,
      endpoint: clients.endpoint ?? url.origin,
    };
  } catch (error) {
    throw error instanceof Failure && error.code === 'TargetNotConnected'
      ? notConnected(instanceId, region, error)
      : error;
  }
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html */
const notConnected = (instanceId: string, region: string, cause: Failure): Failure =>
  new Failure(
    'unavailable',
    'TargetNotConnected',
    t(
      "{0} isn't connected to Session Manager. Check that the SSM Agent is running (Amazon Linux and Ubuntu include it) and that the instance can reach {1} through a NAT gateway or a VPC endpoint. The role of the instance must have the policy AmazonSSMManagedInstanceCore: specify such a role with iam_role in the sweep file. A changed role takes effect after a few minutes.",
      instanceId,
      `ssm.${region}.${partitionOf(region).domain}`,
    ),
    { cause },
  );
