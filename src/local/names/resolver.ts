import { type Answer, decode, encode, type Packet, RECURSION_DESIRED, TRUNCATED_RESPONSE } from 'dns-packet';
import type { InternetAccess } from '../internet/internet-access';
import { internetAddress, metadataAddress, serviceAddress } from './addresses';
import { isAwsName } from './hosts';

/** Seconds that a client can cache an answer. */
const ttl = 60;
/** Maximum size of an answer in one datagram that every client accepts (RFC 1035, 4.2.1). */
const longestDatagram = 512;
/** RFC 1035, 4.1.1. */
const nameError = 3;

const instanceData = 'instance-data.ec2.internal';

/**
 * Answers a query like the resolver of a VPC: AWS's names resolve to the local cloud. Other names resolve if instances
 * can access the Internet.
 * Undefined if it isn't a query.
 */
export async function answerQuery(
  message: Buffer,
  by: 'udp' | 'tcp',
  internet: Pick<InternetAccess, 'knows'> | undefined,
): Promise<Buffer | undefined> {
  try {
    const query = decode(message);
    if (query.type !== 'query') return undefined;
    const name = query.questions?.[0]?.name ?? '';
    return replyTo(query, by, addressOf(name) ?? (await internetAddressOf(name, internet)));
  } catch {
    // Any program inside an instance can send any bytes.
    return undefined;
  }
}

function replyTo(query: Packet, by: 'udp' | 'tcp', address: string | undefined): Buffer {
  const questions = query.questions?.slice(0, 1) ?? [];
  const name = questions[0]?.name ?? '';
  const answers: Answer[] =
    address !== undefined && questions[0]?.type === 'A' ? [{ type: 'A', name, ttl, data: address }] : [];
  const flags = (query.flags ?? 0) & RECURSION_DESIRED;
  const reply = { type: 'response', id: query.id ?? 0, questions } as const;
  const whole = encode({ ...reply, flags: flags | (address === undefined ? nameError : 0), answers });
  if (by === 'tcp' || whole.length <= longestDatagram) return whole;
  return encode({ ...reply, flags: flags | TRUNCATED_RESPONSE, answers: [] });
}

async function internetAddressOf(
  name: string,
  internet: Pick<InternetAccess, 'knows'> | undefined,
): Promise<string | undefined> {
  // Names of one word, and of this computer's own network, don't resolve.
  if (internet === undefined || !name.includes('.') || /\.(?:internal|local|localhost|arpa)$/i.test(name))
    return undefined;
  return (await internet.knows(name)) ? internetAddress : undefined;
}

function addressOf(name: string): string | undefined {
  if (name.toLowerCase() === instanceData) return metadataAddress;
  return isAwsName(name) ? serviceAddress : undefined;
}
