import { AwsError } from '../failure';
import { queryValue, type Request } from '../server/request';

/** The contents of a request's signature before it is verified. */
export interface Claim {
  readonly by: 'header' | 'query';
  readonly accessKeyId: string;
  /** `20260127` */
  readonly day: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20260127T101500Z` */
  readonly date: string;
  readonly sessionToken?: string;
  /** Seconds for which a presigned request is valid. */
  readonly expires?: number;
}

/** The claim of a request; undefined if it isn't signed. @throws AwsError if the claim can't be parsed */
export function claimOf(request: Request): Claim | undefined {
  const header = request.headers['authorization'];
  if (header !== undefined) return claimOfHeader(request, header);
  if (queryValue(request, 'X-Amz-Algorithm') !== undefined) return claimOfQuery(request);
  return undefined;
}

function claimOfHeader(request: Request, header: string): Claim {
  const match = /^AWS4-HMAC-SHA256\s+(.*)$/s.exec(header);
  if (match === null)
    throw new AwsError(
      'InvalidArgument',
      'Unsupported Authorization Type: requests are signed with AWS4-HMAC-SHA256.',
    );
  const fields = new Map(
    (match[1] ?? '').split(',').map((field): [string, string] => {
      const at = field.indexOf('=');
      return [field.slice(0, at).trim(), field.slice(at + 1).trim()];
    }),
  );
  const signature = fields.get('Signature');
  const signedHeaders = fields.get('SignedHeaders');
  const credential = fields.get('Credential');
  const date = request.headers['x-amz-date'] ?? amzDateOf(request.headers['date']);
  if (
    signature === undefined ||
    signedHeaders === undefined ||
    credential === undefined ||
    date === undefined
  )
    throw new AwsError(
      'IncompleteSignature',
      'The Authorization header needs Credential, SignedHeaders, Signature and a date.',
    );
  const token = request.headers['x-amz-security-token'];
  return {
    by: 'header',
    ...scopeOf(credential),
    signedHeaders: signedHeaders.split(';'),
    signature,
    date,
    ...(token === undefined ? {} : { sessionToken: token }),
  };
}

function claimOfQuery(request: Request): Claim {
  const value = (name: string): string => {
    const found = queryValue(request, name);
    if (found === undefined)
      throw new AwsError(
        'AuthorizationQueryParametersError',
        `Query-string authentication needs the ${name} parameter.`,
      );
    return found;
  };
  const expires = Number(value('X-Amz-Expires'));
  if (!Number.isInteger(expires) || expires < 0 || expires > 604_800)
    throw new AwsError(
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be between 0 and 604800 seconds.',
    );
  const token = queryValue(request, 'X-Amz-Security-Token');
  return {
    by: 'query',
    ...scopeOf(value('X-Amz-Credential')),
    signedHeaders: value('X-Amz-SignedHeaders').split(';'),
    signature: value('X-Amz-Signature'),
    date: value('X-Amz-Date'),
    expires,
    ...(token === undefined ? {} : { sessionToken: token }),
  };
}

/** Parses `AKIA…/20260127/us-east-1/ec2/aws4_request`. @throws AwsError */
export function scopeOf(credential: string): Pick<Claim, 'accessKeyId' | 'day' | 'region' | 'service'> {
  const [accessKeyId, day, region, service, end, ...more] = credential.split('/');
  if (!accessKeyId || !day || !region || !service || end !== 'aws4_request' || more.length > 0)
    throw new AwsError(
      'AuthorizationHeaderMalformed',
      'The credential must read ACCESS_KEY/DATE/REGION/SERVICE/aws4_request.',
    );
  return { accessKeyId, day, region, service };
}

function amzDateOf(header: string | undefined): string | undefined {
  const time = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
