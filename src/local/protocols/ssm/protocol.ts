import { AwsError } from '../../failure';
import type { Arns } from '../../partition';
import type { Response } from '../../server/response';
import { imageByParameter } from '../ec2/images';
import { jsonResponse, readJson } from '../json';
import { parameterArn } from './questions';

/** Answers one Systems Manager call: the public parameters that name machine images. @throws AwsError */
export function answerSsm(
  arns: Arns,
  call: { readonly region: string; readonly target: string; readonly body: Uint8Array },
  requestId: string,
): Response {
  const input = readJson(call.body);
  switch (call.target) {
    case 'AmazonSSM.GetParameter': {
      const parameter = parameterOf(arns, call.region, String(input['Name'] ?? ''));
      if (parameter === undefined) throw new AwsError('ParameterNotFound', '');
      return jsonResponse({ Parameter: parameter }, requestId);
    }
    case 'AmazonSSM.GetParameters': {
      const names = Array.isArray(input['Names']) ? input['Names'].map(String) : [];
      const found = names
        .map((name) => parameterOf(arns, call.region, name))
        .filter((parameter) => parameter !== undefined);
      const known = new Set(found.map((parameter) => parameter.Name));
      return jsonResponse(
        { Parameters: found, InvalidParameters: names.filter((name) => !known.has(name)) },
        requestId,
      );
    }
    case 'AmazonSSM.StartSession': {
      const target = input['Target'];
      if (typeof target !== 'string' || target.length === 0 || target.length > 400)
        throw new AwsError(
          'ValidationException',
          "1 validation error detected: Value at 'target' failed to satisfy constraint: Member must have length between 1 and 400, inclusive.",
        );
      // Its instances run no SSM Agent; AWS says the same of those that it does not know.
      throw new AwsError('TargetNotConnected', `${target} is not connected.`);
    }
    default:
      throw new AwsError('UnknownOperationException', `The operation ${call.target} is not known.`);
  }
}

function parameterOf(arns: Arns, region: string, name: string) {
  const image = imageByParameter(region, name);
  if (image === undefined) return undefined;
  return {
    Name: name,
    Type: 'String',
    Value: image.id,
    Version: 1,
    LastModifiedDate: 1_750_000_000,
    ARN: parameterArn(arns, region, name),
    DataType: 'aws:ec2:image',
  };
}
