import { Readable } from 'node:stream';
import type { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from '@smithy/types';
import { abort } from '../abort';

type Headers = Readonly<Record<string, string>>;

/** What a GET asks of an object. */
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

/** The form of a GET of one bucket: its address and its headers. */
interface Form {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  /** What is before the key. */
  readonly prefix: string;
  /** With names in lower case. */
  readonly headers: Headers;
  readonly signer: SignatureV4;
}

/**
 * Reads many objects of one bucket: what the SDK works out for every request again (endpoint, way of signing, headers) is
 * learned from one that it sent with success, and said again with another key over the SDK's own connections. Any
 * answer that is not a success is left to the SDK, which sends again, follows and explains.
 */
export class ObjectReader {
  #form: Form | undefined;

  constructor(
    private readonly client: S3Client,
    private readonly onRequest: (action: string) => void,
  ) {}

  /** Learns from a command that the SDK is going to send. */
  watch(command: GetObjectCommand, key: string): void {
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        this.#form = isRequest(args.request) ? this.#formOf(args.request, key) : undefined;
        return result;
      },
      // Innermost: the request as it is sent. Anything but a success is thrown.
      { step: 'finalizeRequest', priority: 'low', name: 'spawnObjectReader' },
    );
  }

  /** Undefined where the SDK has to do it. */
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
    const { body, headers: told, statusCode } = answer?.response ?? {};
    if (!(body instanceof Readable) || told === undefined) return undefined;
    if (statusCode === (range === undefined ? 200 : 206)) return { headers: told, body };
    body.resume();
    return undefined;
  }

  #formOf({ headers, hostname, path, port, protocol }: HttpRequest, key: string): Form | undefined {
    const end = encodeKey(key);
    const region = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d+\/([^/]+)\/s3\/aws4_request,/.exec(
      headers['authorization'] ?? '',
    )?.[1];
    // Another way of signing, as for directory buckets and access points of several regions.
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

/** What belongs to one request alone. */
const ownHeaders =
  /^(authorization|range|if-match|x-amz-date|x-amz-security-token|amz-sdk-request|amz-sdk-invocation-id)$/;

const isRequest = (request: unknown): request is HttpRequest =>
  typeof request === 'object' && request !== null && 'hostname' in request && 'path' in request;

/** A connection that broke, or was to be ended: the SDK knows what to do, and what to say. */
const whenUnreachable = (): undefined => undefined;

const encodeKey = (key: string): string => key.split('/').map(encodePart).join('/');

/** As S3 signs it: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const encodePart = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
