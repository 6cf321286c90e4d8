import { randomBytes } from 'node:crypto';
import { decode, type Request } from '../server/request';
import type { Response } from '../server/response';
import { sha256Hex } from '../signing/sha256';
import { type InstanceMetadata, metadataTree, readNode } from './tree';

const maxTtlSeconds = 21_600;
/** Maximum number of tokens of an instance; the oldest ones expire first. */
const mostTokens = 1_000;

/** The instance metadata service, version 2 only: every read requires a token from a PUT request. */
export class MetadataService {
  /** By instance, and by the SHA-256 of a token, so that the duration of a lookup reveals nothing about the token. */
  private readonly tokens = new Map<string, Map<string, number>>();

  constructor(
    /** Metadata of an instance; undefined if it has ended. */
    private readonly factsOf: (instanceId: string) => InstanceMetadata | undefined,
    private readonly now: () => number,
  ) {}

  /** Answers an instance, identified by the network that its request came from. */
  answer(instanceId: string, request: Request): Response {
    if (request.rawPath === '/latest/api/token') return this.token(instanceId, request);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, '');
    const given = sha256Hex(request.headers['x-aws-ec2-metadata-token'] ?? '');
    const expiresAt = this.tokens.get(instanceId)?.get(given);
    if (expiresAt === undefined || expiresAt <= this.now()) return plain(401, '');
    const facts = this.factsOf(instanceId);
    const [version, ...path] = request.rawPath
      .split('/')
      .filter((part) => part !== '')
      .map(decode);
    if (version === undefined) return plain(200, 'latest');
    if (path.length === 1 && path[0] === 'user-data' && facts?.userData !== undefined)
      return { status: 200, headers: binaryHeaders, body: Buffer.from(facts.userData, 'base64') };
    const text =
      facts === undefined || (version !== 'latest' && !/^\d{4}-\d{2}-\d{2}$/.test(version))
        ? undefined
        : readNode(metadataTree(facts), path);
    return text === undefined ? plain(404, notFound) : plain(200, text);
  }

  /** Deletes the tokens of an instance. */
  forget(instanceId: string): void {
    this.tokens.delete(instanceId);
  }

  private token(instanceId: string, request: Request): Response {
    if (request.method !== 'PUT') return plain(405, '');
    // A request through a proxy must not get a token.
    if (request.headers['x-forwarded-for'] !== undefined) return plain(403, '');
    const ttl = Number(request.headers['x-aws-ec2-metadata-token-ttl-seconds'] ?? Number.NaN);
    if (!Number.isInteger(ttl) || ttl < 1 || ttl > maxTtlSeconds) return plain(400, '');
    const now = this.now();
    const known = [...(this.tokens.get(instanceId) ?? [])].filter(([, expiresAt]) => expiresAt > now);
    const token = randomBytes(42).toString('base64url');
    const added = [...known, [sha256Hex(token), now + ttl * 1000] as const];
    this.tokens.set(instanceId, new Map(added.slice(-mostTokens)));
    return {
      ...plain(200, token),
      headers: { ...textHeaders, 'x-aws-ec2-metadata-token-ttl-seconds': String(ttl) },
    };
  }
}

const textHeaders = { 'content-type': 'text/plain' };
const binaryHeaders = { 'content-type': 'application/octet-stream' };

const plain = (status: number, body: string): Response => ({ status, headers: textHeaders, body });

const notFound = `<?xml version="1.0" encoding="iso-8859-1"?>
<html><head><title>404 - Not Found</title></head><body><h1>404 - Not Found</h1></body></html>
`;
