import { randomUUID } from 'node:crypto';
import type { TimerClock } from './clock';
import { AwsError, isAwsError } from './failure';
import { withFault } from './faults/apply';
import type { Faults } from './faults/faults';
import { awsHost } from './names/hosts';
import type { Ec2Context } from './protocols/ec2/context';
import { answerEc2, ec2Error } from './protocols/ec2/protocol';
import type { IamAuthority } from './protocols/iam/authority';
import type { IamContext } from './protocols/iam/context';
import { answerIam } from './protocols/iam/protocol';
import { answerInstanceConnect } from './protocols/instance-connect/protocol';
import { jsonError } from './protocols/json';
import { answerPricing } from './protocols/pricing/protocol';
import { Params } from './protocols/query';
import { queryError } from './protocols/query-response';
import { answerQuotas } from './protocols/quotas/protocol';
import type { S3Context } from './protocols/s3/context';
import { operationOf } from './protocols/s3/operation';
import { postObject } from './protocols/s3/post-form';
import { answerS3, bucketAndKeyOf } from './protocols/s3/protocol';
import { s3Error } from './protocols/s3/render';
import { answerSecrets } from './protocols/secretsmanager/protocol';
import type { Secrets } from './protocols/secretsmanager/secrets';
import type { Parameters } from './protocols/ssm/parameters';
import { answerSsm } from './protocols/ssm/protocol';
import { answerSts } from './protocols/sts/protocol';
import { authorizationRequestsOf } from './server/authorization';
import { type Request, readBody } from './server/request';
import type { Response } from './server/response';
import { type Claim, claimOf } from './signing/claim';
import type { KeyRing, Principal } from './signing/principal';
import { type Times, verify } from './signing/verify';
import type { PushedKeys } from './ssh/pushed-keys';

/** The implemented services, by their names in signatures and host names. */
const serviceNames: ReadonlySet<string> = new Set([
  's3',
  'ec2',
  'iam',
  'sts',
  'ssm',
  'secretsmanager',
  'pricing',
  'servicequotas',
  'ec2-instance-connect',
]);

/** Maximum body size of a call to a service other than S3. */
const callLimit = 2 * 1024 * 1024;

/** The services of one port. */
export interface CloudServices {
  readonly keys: KeyRing;
  readonly clock: TimerClock;
  readonly times: () => Times;
  readonly faults: Faults;
  readonly authority: IamAuthority;
  readonly ec2: Ec2Context;
  /** SSH keys of EC2 Instance Connect. */
  readonly pushedKeys: PushedKeys;
  readonly s3: S3Context;
  readonly iam: IamContext;
  readonly parameters: Parameters;
  readonly secrets: Secrets;
}

/** Answers any request. The signature names the service; S3 refuses requests without a signature. */
export async function dispatch(services: CloudServices, request: Request): Promise<Response> {
  const requestId = randomUUID();
  let service = 's3';
  try {
    if (isForm(request)) return await answerForm(services, request);
    const claim = claimOf(request);
    service = claim?.service ?? unsignedService(request);
    if (claim === undefined) throw unsigned(service);
    checkScope(claim, request.headers['host']);
    return await answer(services, request, claim, requestId);
  } catch (error) {
    const shown = isAwsError(error)
      ? error
      : new AwsError(
          'InternalError',
          `We encountered an internal error: ${error instanceof Error ? error.message : error}`,
          500,
        );
    return errorOf(service, shown, requestId, request);
  }
}

async function answer(
  services: CloudServices,
  request: Request,
  claim: Claim,
  requestId: string,
): Promise<Response> {
  if (claim.service === 's3') {
    const verified = await verify(request, claim, services.keys, services.times());
    const address = bucketAndKeyOf(request);
    return withFault(services.faults.ofCall(`s3:${operationOf(request, address)}`), services.clock, () =>
      answerS3(services.s3, { request, verified, ...address, requestId }),
    );
  }
  const body = await readBody(request, callLimit);
  const { principal } = await verify(request, claim, services.keys, services.times(), body);
  const call = { principal, region: claim.region, body, request, requestId };
  const name = `${claim.service}:${actionOf(request, body)}`;
  return withFault(services.faults.ofCall(name), services.clock, () =>
    answerCall(services, claim.service, call),
  );
}

interface Call {
  readonly principal: Principal;
  readonly region: string;
  readonly body: Uint8Array;
  readonly request: Request;
  readonly requestId: string;
}

async function answerCall(services: CloudServices, service: string, call: Call): Promise<Response> {
  const { principal, region, body, request, requestId } = call;
  if (!serviceNames.has(service)) throw unknown(service);
  const action = actionOf(request, body);
  const params = paramsOf(request, body);
  services.authority.authorize(
    { principal, region, secure: request.plain !== true },
    authorizationRequestsOf(services, { ...call, service, action, params }),
  );
  const target = request.headers['x-amz-target'] ?? '';
  switch (service) {
    case 'ec2':
      return answerEc2(services.ec2, { region, principal, params }, requestId);
    case 'iam':
      return answerIam(services.iam, { principal, params }, requestId);
    case 'sts':
      return answerSts(services.authority, { principal, params }, requestId);
    case 'ssm':
      return answerSsm(services.parameters, { region, target, body }, requestId);
    case 'secretsmanager':
      return answerSecrets(services.secrets, { region, target, body }, requestId);
    case 'pricing':
      return answerPricing(services.ec2.catalog, { target, body }, requestId);
    case 'servicequotas':
      return answerQuotas(services.ec2, { region, target, body }, requestId);
    case 'ec2-instance-connect':
      return answerInstanceConnect(
        services.ec2.fleet,
        services.pushedKeys,
        { region, target, body },
        requestId,
      );
    default:
      throw unknown(service);
  }
}

const unknown = (service: string): AwsError =>
  new AwsError('UnknownService', `The local cloud has no service called ${service}.`);

/** The action of a call, which each protocol encodes differently. */
const actionOf = (request: Request, body: Uint8Array): string =>
  request.headers['x-amz-target']?.split('.').pop() ?? paramsOf(request, body).text('Action') ?? '';

const paramsOf = (request: Request, body: Uint8Array): Params =>
  request.method === 'GET'
    ? Params.of(
        new URLSearchParams(request.query.map(([name, value]): [string, string] => [name, value])).toString(),
      )
    : Params.of(Buffer.from(body).toString());

const answerForm = (services: CloudServices, request: Request): Promise<Response> =>
  withFault(services.faults.ofCall('s3:PostObject'), services.clock, () =>
    postObject(services.s3, request, bucketAndKeyOf(request).bucket, services.keys, services.times()),
  );

const isForm = (request: Request): boolean =>
  request.method === 'POST' && /^multipart\/form-data/i.test(request.headers['content-type'] ?? '');

/** For services that aren't implemented, the request shows its protocol. */
const isQuery = ({ headers }: Request): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');

const unsignedService = ({ headers, method, rawPath }: Request): string =>
  awsHost(headers['host'])?.service ?? (rawPath === '/' && method === 'POST' ? 'ec2' : 's3');

/** A service rejects a signature for another service. @throws AwsError */
function checkScope({ region, service }: Claim, host: string | undefined): void {
  const asked = awsHost(host);
  // For services that aren't implemented, host names and signatures can differ.
  if (asked === undefined || !serviceNames.has(asked.service)) return;
  if (service !== asked.service)
    throw new AwsError(
      'SignatureDoesNotMatch',
      `Credential should be scoped to correct service: '${asked.service}'.`,
      403,
    );
  // S3 itself answers for buckets in other regions.
  if (asked.region !== undefined && asked.region !== region && service !== 's3')
    throw new AwsError(
      'SignatureDoesNotMatch',
      `Credential should be scoped to a valid region, not '${region}'.`,
      403,
    );
}

const unsigned = (service: string): AwsError =>
  service === 's3'
    ? new AwsError('AccessDenied', 'Access Denied', 403)
    : new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);

function errorOf(service: string, error: AwsError, requestId: string, request: Request): Response {
  switch (service) {
    case 'ec2':
      return ec2Error(error, requestId);
    case 's3':
      return s3Error(error, requestId, request.method === 'HEAD');
    case 'iam':
    case 'sts':
      return queryError(error, requestId);
    default:
      return isQuery(request) ? queryError(error, requestId) : jsonError(error, requestId);
  }
}
