import { timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HeaderBag, QueryParameterBag } from '@smithy/types';
import { decode, type Request } from '../server/request';
import type { Claim } from './claim';
import { Sha256 } from './sha256';

const algorithm = 'AWS4-HMAC-SHA256';

/** Recomputes a signature, with the library that AWS's own clients use. */
export class Signature extends SignatureV4 {
  constructor(
    private readonly claim: Pick<Claim, 'day' | 'region' | 'service' | 'date'>,
    key: { readonly accessKeyId: string; readonly secretAccessKey: string },
  ) {
    super({
      credentials: key,
      region: claim.region,
      service: claim.service,
      sha256: Sha256,
      uriEscapePath: false,
    });
  }

  /** `20260127/us-east-1/ec2/aws4_request` */
  get scope(): string {
    return `${this.claim.day}/${this.claim.region}/${this.claim.service}/aws4_request`;
  }

  /** The signature of any text with this claim's date and scope. */
  ofText(text: string): Promise<string> {
    const { day, region, service } = this.claim;
    const signingDate = new Date(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00Z`);
    return this.sign(text, { signingDate, signingRegion: region, signingService: service });
  }

  async ofRequest(request: Request, signedHeaders: readonly string[], payloadHash: string): Promise<string> {
    const canonical = this.createCanonicalRequest(
      {
        method: request.method,
        protocol: 'http:',
        hostname: 'localhost',
        path: canonicalPath(request.rawPath, this.claim.service),
        query: queryBag(request),
        headers: {},
      },
      headerBag(request, signedHeaders),
      payloadHash,
    );
    return this.ofText(await this.createStringToSign(this.claim.date, this.scope, canonical, algorithm));
  }
}

/** S3 encodes the path once; every other service twice. */
function canonicalPath(rawPath: string, service: string): string {
  const once = rawPath
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/');
  return service === 's3' ? once : once.split('/').map(encode).join('/');
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function queryBag(request: Request): QueryParameterBag {
  const bag: Record<string, string[]> = {};
  for (const [name, value] of request.query) {
    // The library excludes the signature itself only with this spelling; nothing else is excluded.
    bag[name] = [...(bag[name] ?? []), value];
  }
  return bag;
}

function headerBag(request: Request, signedHeaders: readonly string[]): HeaderBag {
  return Object.fromEntries(
    signedHeaders.map((name) => [name, (request.headers[name] ?? '').trim().replace(/\s+/g, ' ')]),
  );
}

/** Compares signatures in constant time. */
export function sameSignature(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
