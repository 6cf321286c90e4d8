import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import { jsonResponse, readJson } from '../json';
import type { Secrets, StoredSecret } from './secrets';

/** Answers one Secrets Manager call. @throws AwsError */
export function answerSecrets(
  secrets: Secrets,
  { body, region, target }: { readonly region: string; readonly target: string; readonly body: Uint8Array },
  requestId: string,
): Response {
  const input = readJson(body);
  const named = (): StoredSecret => {
    const secret = secrets.find(region, String(input['SecretId'] ?? ''));
    if (secret !== undefined) return secret;
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  };
  switch (target) {
    case 'secretsmanager.CreateSecret': {
      const { arn, name, versionId } = secrets.create(region, input);
      return jsonResponse({ ARN: arn, Name: name, VersionId: versionId }, requestId);
    }
    case 'secretsmanager.GetSecretValue': {
      const secret = named();
      const { arn, createdAt, name, versionId } = secret;
      const SecretString = secrets.valueOf(secret);
      const facts = { ARN: arn, Name: name, VersionId: versionId, VersionStages: ['AWSCURRENT'] };
      return jsonResponse({ ...facts, SecretString, CreatedDate: createdAt / 1000 }, requestId);
    }
    case 'secretsmanager.DescribeSecret': {
      const { arn, createdAt, name } = named();
      return jsonResponse({ ARN: arn, Name: name, CreatedDate: createdAt / 1000 }, requestId);
    }
    case 'secretsmanager.DeleteSecret': {
      const secret = named();
      secrets.remove(secret);
      return jsonResponse({ ARN: secret.arn, Name: secret.name }, requestId);
    }
    default:
      throw new AwsError('UnknownOperationException', `The operation ${target} is not known.`);
  }
}
