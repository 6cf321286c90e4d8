import { type Answer, decode, encode, type Packet, RECURSION_DESIRED, TRUNCATED_RESPONSE } from 'dns-packet';
import { metadataAddress, serviceAddress } from './addresses';
import { isAwsName } from './hosts';

/** Seconds that a client may remember an answer. */
const ttl = 60;
/** The longest answer in one datagram that every client takes (RFC 1035, 4.2.1). */
const longestDatagram = 512;
/** RFC 1035, 4.1.1. */
const nameError = 3;

const instanceData = 'instance-data.ec2.internal';

/**
 * Answers a query as the resolver of a VPC does: AWS's names lead to the local cloud, and no other name is known.
 * Undefined for what is no query.
 */
export function answerQuery(message: Buffer, by: 'udp' | 'tcp'): Buffer | undefined {
  try {
    const query = decode(message);
    return query.type === 'query' ? replyTo(query, by) : undefined;
  } catch {
    // Anybody inside an instance may send any bytes.
    return undefined;
  }
}

function replyTo(query: Packet, by: 'udp' | 'tcp'): Buffer {
  const questions = query.questions?.slice(0, 1) ?? [];
  const name = questions[0]?.name ?? '';
  const address = addressOf(name);
  const answers: Answer[] =
    address !== undefined && questions[0]?.type === 'A' ? [{ type: 'A', name, ttl, data: address }] : [];
  const flags = (query.flags ?? 0) & RECURSION_DESIRED;
  const reply = { type: 'response', id: query.id ?? 0, questions } as const;
  const whole = encode({ ...reply, flags: flags | (address === undefined ? nameError : 0), answers });
  if (by === 'tcp' || whole.length <= longestDatagram) return whole;
  return encode({ ...reply, flags: flags | TRUNCATED_RESPONSE, answers: [] });
}

function addressOf(name: string): string | undefined {
  if (name.toLowerCase() === instanceData) return metadataAddress;
  return isAwsName(name) ? serviceAddress : undefined;
}
