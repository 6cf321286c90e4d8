import type { GuestProgram } from '../compute/guest-programs';
import {
  attributeArguments,
  attributesOf,
  type DirectoryEntry,
  extendedEntriesOf,
  modeOf,
} from './attributes';
import { type Answer, GuestFiles } from './guest-files';
import { OpenFile } from './open-file';
import {
  attributesPacket,
  dataPacket,
  handlePacket,
  namePacket,
  type PacketReader,
  requests,
  statuses,
  statusPacket,
} from './sftp-packet';

/** Directory entries in one answer: with the longest names, they still fit into a packet. */
const entriesAtOnce = 200;
/** Maximum number of files and directories that one client can have open. */
export const maxHandles = 1_000;
const longestRead = 255 * 1024;

const modes = { READ: 1, WRITE: 2, APPEND: 4, CREAT: 8, TRUNC: 16, EXCL: 32 };

interface OpenFolder {
  readonly entries: readonly DirectoryEntry[];
  told: number;
}

/** Runs a client's requests inside an instance. */
export class SftpRequests {
  private readonly files: GuestFiles;
  private readonly open = new Map<string, OpenFile | OpenFolder>();
  private handles = 0;

  constructor(program: GuestProgram) {
    this.files = new GuestFiles(program);
  }

  /** @throws BadPacket; Error if the instance has ended */
  async answer(type: number, id: number, packet: PacketReader): Promise<Buffer> {
    const ask = async (...words: readonly string[]) => statusOf(id, await this.files.ask(words));
    switch (type) {
      case requests.OPEN:
        return this.openFile(id, packet);
      case requests.CLOSE:
        return this.close(id, packet.text());
      case requests.READ:
        return this.read(id, packet);
      case requests.WRITE: {
        const file = this.open.get(packet.text());
        const [offset, data] = [packet.offset(), packet.data()];
        return file instanceof OpenFile ? statusOf(id, await file.write(offset, data)) : failed(id);
      }
      case requests.FSTAT: {
        const file = this.open.get(packet.text());
        return file instanceof OpenFile ? told(id, await file.attributes()) : failed(id);
      }
      case requests.FSETSTAT: {
        const file = this.open.get(packet.text());
        const words = attributeArguments(packet.changes());
        return file instanceof OpenFile ? statusOf(id, await file.change(words)) : failed(id);
      }
      case requests.OPENDIR:
        return this.openFolder(id, safe(packet.text()));
      case requests.READDIR:
        return this.readFolder(id, packet.text());
      case requests.STAT:
        return told(id, await this.files.ask(['stat', safe(packet.text())]));
      case requests.LSTAT:
        return told(id, await this.files.ask(['lstat', safe(packet.text())]));
      case requests.SETSTAT:
        return ask('set', safe(packet.text()), ...attributeArguments(packet.changes()));
      case requests.REALPATH:
        return named(id, await this.files.ask(['real', safe(packet.text())]));
      case requests.READLINK:
        return named(id, await this.files.ask(['readlink', safe(packet.text())]));
      case requests.REMOVE:
        return ask('remove', safe(packet.text()));
      case requests.MKDIR:
        return ask('mkdir', safe(packet.text()), modeOf(packet.changes().mode));
      case requests.RMDIR:
        return ask('rmdir', safe(packet.text()));
      case requests.RENAME:
        return ask('rename', safe(packet.text()), safe(packet.text()));
      case requests.SYMLINK: {
        // OpenSSH, and so all clients, have the two in the opposite order of the draft.
        const target = packet.text();
        return ask('symlink', safe(packet.text()), target);
      }
      default:
        return statusPacket(id, statuses.OP_UNSUPPORTED);
    }
  }

  /** Renames, and replaces an existing file. */
  async replace(id: number, packet: PacketReader): Promise<Buffer> {
    return statusOf(id, await this.files.ask(['replace', safe(packet.text()), safe(packet.text())]));
  }

  private async openFile(id: number, packet: PacketReader): Promise<Buffer> {
    const [path, flags, { mode }] = [safe(packet.text()), packet.number(), packet.changes()];
    if (this.open.size >= maxHandles) return failed(id);
    const way = wayOf(flags);
    const answer = await this.files.ask(['open', path, way, modeOf(mode)]);
    if (answer.kind === 'refused') return statusPacket(id, answer.code);
    return this.admit(id, new OpenFile(this.files, answer.bytes.toString(), way === 'append'));
  }

  private async read(id: number, packet: PacketReader): Promise<Buffer> {
    const file = this.open.get(packet.text());
    const [offset, length] = [packet.offset(), packet.number()];
    if (!(file instanceof OpenFile)) return failed(id);
    const answer = await file.read(offset, Math.min(length, longestRead));
    if (answer.kind === 'refused') return statusPacket(id, answer.code);
    return answer.bytes.length === 0 ? statusPacket(id, statuses.EOF) : dataPacket(id, answer.bytes);
  }

  private async openFolder(id: number, path: string): Promise<Buffer> {
    if (this.open.size >= maxHandles) return failed(id);
    const answer = await this.files.ask(['list', path]);
    if (answer.kind === 'refused') return statusPacket(id, answer.code);
    return this.admit(id, { entries: extendedEntriesOf(answer.bytes.toString('latin1')), told: 0 });
  }

  private readFolder(id: number, handle: string): Buffer {
    const folder = this.open.get(handle);
    if (folder === undefined || folder instanceof OpenFile) return failed(id);
    const entries = folder.entries.slice(folder.told, folder.told + entriesAtOnce);
    folder.told += entries.length;
    return entries.length === 0 ? statusPacket(id, statuses.EOF) : namePacket(id, entries);
  }

  private async close(id: number, handle: string): Promise<Buffer> {
    const found = this.open.get(handle);
    if (!this.open.delete(handle)) return failed(id);
    return found instanceof OpenFile ? statusOf(id, await found.close()) : statusPacket(id, statuses.OK);
  }

  private admit(id: number, opened: OpenFile | OpenFolder): Buffer {
    this.handles += 1;
    const handle = String(this.handles);
    this.open.set(handle, opened);
    return handlePacket(id, handle);
  }
}

const failed = (id: number): Buffer => statusPacket(id, statuses.FAILURE);

const statusOf = (id: number, answer: Answer): Buffer =>
  statusPacket(id, answer.kind === 'bytes' ? statuses.OK : answer.code);

const told = (id: number, answer: Answer): Buffer =>
  answer.kind === 'refused'
    ? statusPacket(id, answer.code)
    : attributesPacket(id, attributesOf(answer.bytes.toString()));

function named(id: number, answer: Answer): Buffer {
  if (answer.kind === 'refused') return statusPacket(id, answer.code);
  const name = answer.bytes.toString('latin1');
  const attributes = { mode: 0, size: 0, uid: 0, gid: 0, accessed: 0, modified: 0 };
  return namePacket(id, [{ name, longName: name, attributes }]);
}

/** Prevents a name that begins with a hyphen from being parsed as an option. */
const safe = (path: string): string => (path.startsWith('/') ? path : `./${path}`);

/** The mode of `open` in `guest/files.sh`. */
function wayOf(flags: number): 'read' | 'change' | 'keep' | 'truncate' | 'append' | 'new' {
  if ((flags & modes.WRITE) === 0) return 'read';
  if ((flags & modes.CREAT) !== 0 && (flags & modes.EXCL) !== 0) return 'new';
  if ((flags & modes.APPEND) !== 0) return 'append';
  if ((flags & modes.CREAT) === 0) return 'change';
  return (flags & modes.TRUNC) === 0 ? 'keep' : 'truncate';
}
