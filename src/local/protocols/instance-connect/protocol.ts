import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import type { PushedKeys } from '../../ssh/pushed-keys';
import type { InstanceRegistry } from '../ec2/instance-registry';
import { jsonResponse, readJson } from '../json';

/** Answers one EC2 Instance Connect call. @throws AwsError */
export function answerInstanceConnect(
  fleet: InstanceRegistry,
  pushed: PushedKeys,
  call: { readonly region: string; readonly target: string; readonly body: Uint8Array },
  requestId: string,
): Response {
  if (call.target !== 'AWSEC2InstanceConnectService.SendSSHPublicKey')
    throw new AwsError('UnknownOperationException', `The operation ${call.target} is not known.`);
  const input = readJson(call.body);
  const text = (name: string) => String(input[name] ?? '');
  const instance = fleet.visible(call.region).find(({ id }) => id === text('InstanceId'));
  if (instance === undefined)
    throw new AwsError('EC2InstanceNotFoundException', 'The instance was not found.');
  if (instance.state !== 'running')
    throw new AwsError('EC2InstanceStateInvalidException', `The instance is ${instance.state}, not running.`);
  if (!/^[A-Za-z_][A-Za-z0-9@._-]{0,30}$/.test(text('InstanceOSUser')))
    throw new AwsError('InvalidArgsException', 'The name of the OS user is not valid.');
  if (!/^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]+={0,2}(\s|$)/.test(text('SSHPublicKey')))
    throw new AwsError('InvalidArgsException', 'The public key is not in OpenSSH format.');
  pushed.push(instance.id, text('InstanceOSUser'), text('SSHPublicKey'));
  return jsonResponse({ RequestId: requestId, Success: true }, requestId);
}
