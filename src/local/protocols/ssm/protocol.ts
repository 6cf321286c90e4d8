import { AwsError } from '../../failure';
import type { Response } from '../../server/response';
import { jsonResponse, readJson } from '../json';
import { namesIn } from './authorization';
import { describeParameters } from './describe';
import type { Parameters } from './parameters';

interface Call {
  readonly region: string;
  readonly target: string;
  readonly body: Uint8Array;
}

/** Maximum number of names in one GetParameters or DeleteParameters call. */
const mostNames = 10;

/** Answers one Systems Manager call: Parameter Store, with the public parameters of images. @throws AwsError */
export function answerSsm(parameters: Parameters, call: Call, requestId: string): Response {
  return jsonResponse(answerOf(parameters, call), requestId);
}

function answerOf(parameters: Parameters, { body, region, target }: Call): object {
  const input = readJson(body);
  const name = String(input['Name'] ?? '');
  const decrypted = input['WithDecryption'] === true;
  switch (target) {
    case 'AmazonSSM.PutParameter':
      return { Version: parameters.put(region, input), Tier: 'Standard' };
    case 'AmazonSSM.GetParameter': {
      const parameter = parameters.get(region, name, decrypted);
      if (parameter === undefined) throw notFound();
      return { Parameter: parameter };
    }
    case 'AmazonSSM.GetParameters': {
      const names = fewNames(input);
      const found = names.flatMap((one) => parameters.get(region, one, decrypted) ?? []);
      const known = new Set(found.map(({ Name }) => Name));
      return { Parameters: found, InvalidParameters: names.filter((one) => !known.has(one)) };
    }
    case 'AmazonSSM.DescribeParameters':
      return describeParameters(region, parameters, input);
    case 'AmazonSSM.DeleteParameter':
      if (!parameters.remove(region, name)) throw notFound();
      return {};
    case 'AmazonSSM.DeleteParameters': {
      const names = fewNames(input);
      const gone = names.filter((one) => parameters.remove(region, one));
      return { DeletedParameters: gone, InvalidParameters: names.filter((one) => !gone.includes(one)) };
    }
    case 'AmazonSSM.StartSession':
      throw noSession(input['Target']);
    default:
      throw new AwsError('UnknownOperationException', `The operation ${target} is not known.`);
  }
}

function fewNames(input: Readonly<Record<string, unknown>>): readonly string[] {
  const names = namesIn(input);
  if (names.length > 0 && names.length <= mostNames) return names;
  throw new AwsError(
    'ValidationException',
    "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10",
  );
}

const notFound = (): AwsError => new AwsError('ParameterNotFound', '');

/** Instances here don't run SSM Agent; AWS returns the same error for instances that it doesn't know. */
function noSession(target: unknown): AwsError {
  if (typeof target !== 'string' || target.length === 0 || target.length > 400)
    return new AwsError(
      'ValidationException',
      "1 validation error detected: Value at 'target' failed to satisfy constraint: Member must have length between 1 and 400, inclusive.",
    );
  return new AwsError('TargetNotConnected', `${target} is not connected.`);
}
