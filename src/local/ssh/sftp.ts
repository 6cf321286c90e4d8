import type { ServerChannel } from 'ssh2';
import type { GuestProgram } from '../compute/guest-programs';
import { Input, InputEnded } from './input';
import {
  BadPacket,
  limitsPacket,
  PacketReader,
  requests,
  statuses,
  statusPacket,
  versionPacket,
} from './sftp-packet';
import { maxHandles, SftpRequests } from './sftp-requests';

/** Limits of OpenSSH's own server: bytes of a packet, and of the data in it. */
const longestPacket = 256 * 1024;
const longestPiece = longestPacket - 1024;

/**
 * Serves an instance's files over SFTP version 3, as `scp` and `sftp` use it: `guest/files.sh` runs the requests inside
 * the instance, one after the other, until the client has no more.
 * @returns the exit code. @throws Error if a message of the client or the instance is invalid
 */
export async function serveFiles(channel: ServerChannel, program: GuestProgram): Promise<number> {
  try {
    return await serveRequests(channel, program);
  } catch (error) {
    if (error instanceof InputEnded) return 0;
    throw error;
  }
}

async function serveRequests(channel: ServerChannel, program: GuestProgram): Promise<never> {
  const input = new Input(channel);
  const asked = new SftpRequests(program);
  for (;;) {
    const length = (await input.take(4)).readUInt32BE();
    if (length === 0 || length > longestPacket) throw new BadPacket('A packet of this length is none.');
    // A copy, since the data is buffered for a while.
    const packet = Buffer.from(await input.take(length));
    const answer = await answerTo(packet[0] ?? 0, new PacketReader(packet.subarray(1)), asked);
    if (!channel.write(answer)) await drained(channel);
  }
}

async function answerTo(type: number, packet: PacketReader, asked: SftpRequests): Promise<Buffer> {
  if (type === requests.INIT)
    return versionPacket({ 'posix-rename@openssh.com': '1', 'limits@openssh.com': '1' });
  const id = packet.number();
  try {
    if (type !== requests.EXTENDED) return await asked.answer(type, id, packet);
    switch (packet.text()) {
      case 'limits@openssh.com':
        return limitsPacket(id, [longestPacket, longestPiece, longestPiece, maxHandles]);
      case 'posix-rename@openssh.com':
        return await asked.replace(id, packet);
      default:
        return statusPacket(id, statuses.OP_UNSUPPORTED);
    }
  } catch (error) {
    if (error instanceof BadPacket) return statusPacket(id, statuses.BAD_MESSAGE);
    throw error;
  }
}

const drained = (channel: ServerChannel): Promise<void> =>
  new Promise((resolve) => {
    channel.once('drain', resolve);
    channel.once('close', resolve);
  });
