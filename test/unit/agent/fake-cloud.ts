import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const CREDENTIALS = {
  AccessKeyId: 'ASIAEXAMPLEKEY',
  SecretAccessKey: 'se/cr+et$(x)`y`',
  Token: 'to/ken+x==',
};

export interface Stored {
  readonly key: string;
  readonly body: Buffer;
}

/** The metadata service and the results bucket of one instance, on loopback. Refuses what S3 would refuse. */
export class FakeCloud {
  /** Every write in its order. */
  readonly writes: Stored[] = [];
  /** Requests that one token of the metadata service is good for. */
  tokenUses = Number.POSITIVE_INFINITY;
  /** What was asked and refused, for the test that expects it. */
  readonly refusals: string[] = [];
  /** Whose each write of a role said that the bucket must be. */
  readonly expectedOwners: string[] = [];
  /** What STS calls the instance. */
  userId = '';
  launchIndex = 0;
  /** So many times the role has no credentials yet. */
  withoutCredentials = 0;
  spotNotice: string | undefined;
  /** When EC2 launched the instance. */
  pendingTime = new Date().toISOString().replace(/\.\d+/, '');
  /** The tag spawn:expires-at as the metadata service shows it, asked for again each time. */
  expiresAt: () => string | undefined = () => undefined;
  /** Milliseconds by which the bucket's clock is ahead. */
  skew = 0;
  /** Answers so many writes with this status first; `of`: of those whose key has this in it. */
  failing: { status: number; times: number; of?: string } = { status: 503, times: 0 };
  /** Numbers of the parts that came, in their order. */
  readonly parts: number[] = [];
  onPart: (number: number) => void = () => undefined;
  readonly #uploads = new Map<string, Buffer[]>();
  readonly readable = new Map<string, Buffer>();
  onWrite: (write: Stored) => void = () => undefined;
  /** How often each token of the metadata service may still be used. */
  readonly #tokens = new Map<string, number>();
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      this.refusals.push(String(error));
      response.writeHead(500).end();
    });
  });

  async open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get address(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  get bucketUrl(): string {
    return `${this.address}/bucket`;
  }

  /** The last write of each key. */
  objects(): ReadonlyMap<string, string> {
    return new Map(this.writes.map(({ key, body }) => [key, body.toString()]));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (url.startsWith('/latest/')) this.#metadata(request, response, url.slice('/latest/'.length));
    else if (url.startsWith('/presigned/'))
      this.#send(response, this.readable.get(url.slice('/presigned/'.length)));
    else if (url.startsWith('/?Action=GetCallerIdentity')) this.#sts(request, response, url);
    else this.#bucket(request, response, url, body);
  }

  #sts(request: IncomingMessage, response: ServerResponse, url: string): void {
    const problem = signatureProblem(request, url, new Date(Date.now() + this.skew), 'sts');
    if (problem !== undefined) this.refusals.push(`${request.method} ${url}: ${problem}`);
    response
      .writeHead(problem === undefined ? 200 : 403)
      .end(`<GetCallerIdentityResult>\n  <UserId>${this.userId}</UserId>\n</GetCallerIdentityResult>`);
  }

  #metadata(request: IncomingMessage, response: ServerResponse, path: string): void {
    if (path === 'api/token') {
      const allowed = request.method === 'PUT' && request.headers['x-aws-ec2-metadata-token-ttl-seconds'];
      const token = `token-${this.#tokens.size}`;
      this.#tokens.set(token, this.tokenUses);
      response.writeHead(allowed ? 200 : 400).end(allowed ? token : '');
      return;
    }
    const token = String(request.headers['x-aws-ec2-metadata-token']);
    const uses = this.#tokens.get(token) ?? 0;
    this.#tokens.set(token, uses - 1);
    if (uses <= 0) {
      response.writeHead(401).end();
      return;
    }
    this.#send(response, this.#metadataAt(path));
  }

  #metadataAt(path: string): string | undefined {
    switch (path) {
      case 'meta-data/ami-launch-index':
        return String(this.launchIndex);
      case 'meta-data/instance-id':
        return 'i-0abc123def4567890';
      case 'meta-data/iam/security-credentials/':
        if (this.withoutCredentials > 0) {
          this.withoutCredentials -= 1;
          return undefined;
        }
        return 'spawn-role';
      case 'meta-data/iam/security-credentials/spawn-role':
        return JSON.stringify(
          { Code: 'Success', ...CREDENTIALS, Expiration: '2030-01-01T00:00:00Z' },
          undefined,
          2,
        );
      case 'meta-data/tags/instance/spawn:expires-at':
        return this.expiresAt();
      case 'dynamic/instance-identity/document':
        return JSON.stringify({ accountId: '123456789012', pendingTime: this.pendingTime }, undefined, 2);
      case 'meta-data/spot/instance-action':
        return this.spotNotice;
      default:
        return undefined;
    }
  }

  #bucket(request: IncomingMessage, response: ServerResponse, url: string, body: Buffer): void {
    const date = new Date(Date.now() + this.skew);
    const form = request.method === 'POST' && !url.includes('?') ? formOf(request, body) : undefined;
    const problem = this.#problem(request, url, date, form);
    if (problem !== undefined) {
      this.refusals.push(`${request.method} ${url}: ${problem.code}`);
      response
        .writeHead(problem.status, { date: date.toUTCString() })
        .end(`<?xml version="1.0"?><Error><Code>${problem.code}</Code><Message>No.</Message></Error>`);
    } else if (form !== undefined) {
      this.#store({ key: form.get('key')?.toString() ?? '', body: form.get('file') ?? Buffer.alloc(0) });
      response.writeHead(204).end();
    } else {
      const [path = '', query = ''] = url.split('?');
      const key = decodeURIComponent(path.slice('/bucket/'.length));
      if (query !== '') {
        this.#parts(request, response, key, new URLSearchParams(query), body);
        return;
      }
      if (request.method === 'GET') {
        this.#send(response, this.readable.get(key));
        return;
      }
      this.#store({ key, body });
      response.writeHead(200).end();
    }
  }

  /** An upload in parts; `parts` tells which came. */
  #parts(
    request: IncomingMessage,
    response: ServerResponse,
    key: string,
    query: URLSearchParams,
    body: Buffer,
  ): void {
    if (query.has('uploads')) {
      this.#uploads.set('up/load+1', []);
      response
        .writeHead(200)
        .end(
          '<InitiateMultipartUploadResult>\n<UploadId>up/load+1</UploadId>\n</InitiateMultipartUploadResult>',
        );
      return;
    }
    const sent = this.#uploads.get(query.get('uploadId') ?? '');
    assert.ok(sent !== undefined);
    if (request.method === 'PUT') {
      const number = Number(query.get('partNumber'));
      this.parts.push(number);
      this.onPart(number);
      sent[number - 1] = body;
      response.writeHead(200, { etag: `"part-${number}"` }).end();
      return;
    }
    const wanted = sent
      .map((_, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>part-${index + 1}</ETag></Part>`)
      .join('');
    assert.equal(body.toString(), `<CompleteMultipartUpload>${wanted}</CompleteMultipartUpload>`);
    this.#store({ key, body: Buffer.concat(sent) });
    response.writeHead(200).end('<CompleteMultipartUploadResult/>');
  }

  #problem(
    request: IncomingMessage,
    url: string,
    date: Date,
    form: ReadonlyMap<string, Buffer> | undefined,
  ): { readonly status: number; readonly code: string } | undefined {
    const { of = '', times } = this.failing;
    if (times > 0 && (form?.get('key')?.toString() ?? decodeURIComponent(String(url))).includes(of)) {
      this.failing.times -= 1;
      return { status: this.failing.status, code: 'SlowDown' };
    }
    if (form !== undefined) {
      const kind = form.get('key')?.toString().split('/')[2];
      return form.get('Policy')?.toString() === `p"o\\licy of ${kind}`
        ? undefined
        : { status: 403, code: 'AccessDenied' };
    }
    this.expectedOwners.push(String(request.headers['x-amz-expected-bucket-owner']));
    const code = signatureProblem(request, url, date);
    return code === undefined ? undefined : { status: 403, code };
  }

  #store(write: Stored): void {
    this.writes.push(write);
    this.onWrite(write);
  }

  #send(response: ServerResponse, body: string | Buffer | undefined): void {
    response.writeHead(body === undefined ? 404 : 200).end(body ?? '');
  }
}

/** What S3 would say about the signature of a request; undefined when it is right. */
function signatureProblem(
  request: IncomingMessage,
  url: string,
  now: Date,
  service = 's3',
): string | undefined {
  const { authorization = '', ...headers } = request.headers;
  const match =
    /^AWS4-HMAC-SHA256 Credential=(\S+?)\/(\d{8})\/us-east-1\/(\w+)\/aws4_request, SignedHeaders=(\S+), Signature=(\w+)$/.exec(
      authorization,
    );
  if (match?.[3] !== service) return 'AccessDenied';
  const [, id, day, , names = '', signature] = match;
  const [path = '', query = ''] = url.split('?');
  const date = String(headers['x-amz-date']);
  const signed = names.split(';');
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signed.includes(name));
  if (id !== CREDENTIALS.AccessKeyId || unsigned.length > 0) return 'InvalidAccessKeyId';
  if (headers['x-amz-security-token'] !== CREDENTIALS.Token) return 'InvalidToken';
  const iso = date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
  if (Math.abs(new Date(iso).getTime() - now.getTime()) > 15 * 60_000) return 'RequestTimeTooSkewed';
  const canonical = [
    request.method,
    path.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`),
    query,
    ...signed.map((name) => `${name}:${String(headers[name])}`),
    '',
    names,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    date,
    `${day}/us-east-1/${service}/aws4_request`,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  let key: Buffer = Buffer.from(`AWS4${CREDENTIALS.SecretAccessKey}`);
  for (const part of [day ?? '', 'us-east-1', service, 'aws4_request', toSign]) {
    key = createHmac('sha256', key).update(part).digest();
  }
  return key.toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
}

/** The parts of a multipart form, of which `file` must be the last, as S3 demands. */
function formOf(request: IncomingMessage, body: Buffer): ReadonlyMap<string, Buffer> {
  const boundary = /boundary=(\S+)/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
  const parts = body.toString('latin1').split(`--${boundary}`).slice(1, -1);
  const form = new Map<string, Buffer>();
  for (const part of parts) {
    const name = /name="([^"]*)"/.exec(part)?.[1] ?? '';
    const content = part.slice(part.indexOf('\r\n\r\n') + 4, -2);
    assert.ok(!form.has('file'), `${name} stands behind the file`);
    form.set(name, Buffer.from(content, 'latin1'));
  }
  return form;
}
