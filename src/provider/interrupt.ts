import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { t } from '@vscode/l10n';
import { Failure } from '../engine/failure';
import { answers, readCloudFile } from './cloud-file';
import { localStateFolder } from './folder';

/** The purpose of the proof, so that it can't be used for another one. */
const purpose = 'spawn-local-interrupt';

/**
 * Sends spot instances of the local cloud their interruption notice: they end two minutes later.
 * @returns the IDs of those that are spot, running, and had no notice yet
 * @throws Failure LocalCloudNotRunning
 */
export async function interruptLocalInstances(
  instanceIds: readonly string[],
  stateFolder: string = localStateFolder(),
): Promise<readonly string[]> {
  const cloud = await readCloudFile(stateFolder);
  if (cloud === undefined || !(await answers(cloud)))
    throw new Failure(
      'unavailable',
      'LocalCloudNotRunning',
      t('The local cloud is not running, so it has no instances to interrupt.'),
    );
  const body = JSON.stringify({ instances: instanceIds });
  const proof = createHmac('sha256', cloud.secretAccessKey)
    .update(`${purpose} ${cloud.pid} ${body}`)
    .digest('hex');
  const call = request(`${cloud.endpoint}/_spawn/interrupt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-spawn-proof': proof },
    signal: AbortSignal.timeout(10_000),
  });
  call.end(body);
  const [response]: IncomingMessage[] = await once(call, 'response');
  if (response?.statusCode !== 200) {
    response?.resume();
    throw new Failure(
      'unavailable',
      'LocalCloudTooOld',
      t(
        "The running local cloud is from an older version of Spawn and can't interrupt instances. Nothing was changed. Stop it and start it again.",
      ),
    );
  }
  const answer = await json(response);
  const interrupted =
    typeof answer === 'object' && answer !== null && 'interrupted' in answer ? answer.interrupted : [];
  return Array.isArray(interrupted) ? interrupted.map(String) : [];
}
