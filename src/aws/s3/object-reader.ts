import { Readable } from 'node:stream';
import type { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from '@smithy/types';
import { abort } from '../abort';

type Headers = Readonly<Record<string, string>>;

/** Options of a GET request for an object. */
export interface Wanted {
  /** `bytes=0-99` */
  readonly range: string | undefined;
  readonly ifMatch: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface ObjectAnswer {
  readonly headers: Headers;
  readonly body: Readable;
}

/** The template of a GET request for objects of one bucket: its address and its headers. */
interface Form {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  /** The part of the path before the key. */
  readonly prefix: string;
  /** With names in lower case. */
  readonly headers: Headers;
  readonly signer: SignatureV4;
}

/**
 * Reads many objects of one bucket. The SDK computes the endpoint, the signing method, and the headers for every
 * request; this class copies them from a successful request, and sends them with another key over the SDK's own
 * connections. All other answers are left to the SDK, which retries, follows redirects, and explains errors.
 */
export class ObjectReader {
  #form: Form | undefined;

  constructor(
    private readonly client: S3Client,
    private readonly onRequest: (action: string) => void,
  ) {}

  /** Copies the template from a command that the SDK is about to send. */
  watch(command: GetObjectCommand, key: string): void {
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        this.#form = isRequest(args.request) ? this.#formOf(args.request, key) : undefined;
        return result;
      },
      // Innermost: the request as it is sent. The SDK throws every answer that isn't a success.
      { step: 'finalizeRequest', priority: 'low', name: 'spawnObjectReader' },
    );
  }

  /** Undefined if the SDK has to send the request. */
  async get(key: string, { ifMatch, range, signal }: Wanted): Promise<ObjectAnswer | undefined> {
    const form = this.#form;
    if (form === undefined || signal?.aborted === true) return undefined;
    const { requestHandler, systemClockOffset } = this.client.config;
    const path = `${form.prefix}${encodeKey(key)}`;
    const wanted: Record<string, string> = Object.assign({}, form.headers);
    if (range !== undefined) wanted['range'] = range;
    if (ifMatch !== undefined) wanted['if-match'] = ifMatch;
    const { hostname, port, protocol } = form;
    const request = await form.signer.sign(
      { method: 'GET', protocol, hostname, path, query: {}, headers: wanted },
      { signingDate: new Date(Date.now() + systemClockOffset) },
    );
    this.onRequest('GetObject');
    const answer = await requestHandler
      .handle(port === undefined ? request : { ...request, port }, abort(signal))
      .catch(whenUnreachable);
    const { body, headers, statusCode } = answer?.response ?? {};
    if (!(body instanceof Readable) || headers === undefined) return undefined;
    if (statusCode === (range === undefined ? 200 : 206)) return { headers, body };
    body.resume();
    return undefined;
  }

  #formOf({ headers, hostname, path, port, protocol }: HttpRequest, key: string): Form | undefined {
    const end = encodeKey(key);
    const region = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d+\/([^/]+)\/s3\/aws4_request,/.exec(
      headers['authorization'] ?? '',
    )?.[1];
    // Another signing method, as for directory buckets and multi-region access points.
    if (region === undefined || !path.endsWith(end)) return undefined;
    const kept = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    const { credentials, sha256 } = this.client.config;
    return {
      protocol,
      hostname,
      port,
      prefix: path.slice(0, -end.length),
      headers: Object.fromEntries(kept.filter(([name]) => !ownHeaders.test(name))),
      signer: new SignatureV4({ region, service: 's3', credentials, sha256, uriEscapePath: false }),
    };
  }
}

/** Headers of a single request. */
const ownHeaders =
  /^(authorization|range|if-match|x-amz-date|x-amz-security-token|amz-sdk-request|amz-sdk-invocation-id)$/;

const isRequest = (request: unknown): request is HttpRequest =>
  typeof request === 'object' && request !== null && 'hostname' in request && 'path' in request;

/** A connection that broke or was aborted: the SDK retries and reports it. */
const whenUnreachable = (): undefined => undefined;

const encodeKey = (key: string): string => key.split('/').map(encodePart).join('/');

/** S3's signature: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const encodePart = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
