import * as http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** A request on its way to the cloud. */
export interface Passing {
  /** `RunInstances`, or for S3 `PUT /bucket/key`. */
  readonly action: string;
  /** Parameters of an EC2, IAM or STS request. */
  readonly parameters: URLSearchParams;
  readonly headers: http.IncomingHttpHeaders;
  /** What follows the path, as in `?policy`. */
  readonly query: URLSearchParams;
  /** The region that the request is signed for. */
  readonly region: string;
  /** Has the cloud do it. */
  ask(): Promise<Answer>;
}

/** Between an engine and its cloud: sees every request, and decides what becomes of it. A rejection drops the connection. */
export interface Passage {
  readonly endpoint: string;
  close(): Promise<void>;
}

export async function startProxy(
  endpoint: string,
  through: (passing: Passing) => Promise<Answer>,
): Promise<Passage> {
  const server = http.createServer((request, response) => {
    pass(endpoint, request, response, through).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function pass(
  endpoint: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  through: (passing: Passing) => Promise<Answer>,
): Promise<void> {
  const body = await bytesOf(request);
  const form = /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '');
  const parameters = new URLSearchParams(form ? body.toString() : '');
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const target = String(request.headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const action = parameters.get('Action') ?? (target || `${request.method} ${path}`);
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const answer = await through({
    action,
    parameters,
    headers: request.headers,
    query: new URLSearchParams(query),
    region,
    ask: () => askCloud(endpoint, request, body),
  });
  response.writeHead(answer.status, answer.headers);
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

function askCloud(endpoint: string, request: http.IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { headers, method, url } = request;
    // The path as it is: a URL would take `..` for a step back.
    const options = { method: method ?? 'GET', headers, agent: false, path: url ?? '/' };
    const outgoing = http.request(endpoint, options, (answer) => {
      bytesOf(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 500, headers: plain(answer.headers), body: bytes }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The body goes out in one piece. */
function plain({ 'transfer-encoding': _, connection: __, ...headers }: http.IncomingHttpHeaders) {
  return headers;
}

async function bytesOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** S3's own way to refuse. */
export const s3Error = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`),
});

/** EC2's own way to refuse. */
export const ec2Error = (status: number, code: string, message: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>0</RequestID></Response>`,
  ),
});
