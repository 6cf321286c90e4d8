/** Attributes of a file in SFTP. */
export interface Attributes {
  /** Type and permissions (man 7 inode). */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since the epoch. */
  readonly accessed: number;
  readonly modified: number;
}

/** Attributes that a client wants to change. */
export interface AttributeChanges {
  readonly size: number | undefined;
  /** `0:0` */
  readonly owner: string | undefined;
  readonly mode: number | undefined;
  readonly accessed: number | undefined;
  readonly modified: number | undefined;
}

export interface DirectoryEntry {
  readonly name: string;
  /** In the format of `ls -l`. */
  readonly longName: string;
  readonly attributes: Attributes;
}

/** `%f %s %X %Y %u %g` of stat(1): mode in hexadecimal, bytes, seconds of access and change, owner, group. */
export function attributesOf(text: string): Attributes {
  const [mode = '', size, accessed, modified, uid, gid] = text.trim().split(' ');
  return {
    mode: Number.parseInt(mode, 16),
    size: Number(size),
    accessed: Number(accessed),
    modified: Number(modified),
    uid: Number(uid),
    gid: Number(gid),
  };
}

/** The file types of `find -printf '%y'` for the upper bits of `stat`'s mode (man 7 inode). */
const kinds: Readonly<Record<string, number>> = {
  f: 0o100000,
  d: 0o040000,
  l: 0o120000,
  p: 0o010000,
  s: 0o140000,
  b: 0o060000,
  c: 0o020000,
};

/** Pairs of words, each followed by a NUL: a name, and `%y %m %s %A@ %T@ %U %G %n` of find(1). */
export function extendedEntriesOf(text: string): DirectoryEntry[] {
  const words = text.split('\0');
  return Array.from({ length: Math.floor(words.length / 2) }, (_, index) =>
    entryOf(words[index * 2] ?? '', words[index * 2 + 1] ?? ''),
  );
}

function entryOf(name: string, text: string): DirectoryEntry {
  const [kind = '', permissions = '', size = '', accessed, modified, uid, gid, links] = text.split(' ');
  const mode = (kinds[kind] ?? 0) | Number.parseInt(permissions, 8);
  const attributes = {
    mode,
    size: Number(size),
    accessed: Math.trunc(Number(accessed)),
    modified: Math.trunc(Number(modified)),
    uid: Number(uid),
    gid: Number(gid),
  };
  const time = new Date(attributes.modified * 1000).toISOString().slice(0, 16).replace('T', ' ');
  const longName = `${kind === 'f' ? '-' : kind}${lettersOf(mode)} ${links} ${uid} ${gid} ${size} ${time} ${name}`;
  return { name, longName, attributes };
}

const lettersOf = (mode: number): string =>
  Array.from({ length: 9 }, (_, index) => ((mode >> (8 - index)) & 1 ? 'rwxrwxrwx'.charAt(index) : '-')).join(
    '',
  );

/** The arguments of `set` in `guest/files.sh`; an empty one leaves that attribute unchanged. */
export const attributeArguments = ({
  accessed,
  mode,
  modified,
  owner,
  size,
}: AttributeChanges): readonly string[] => [
  `${size ?? ''}`,
  modeOf(mode),
  owner ?? '',
  `${accessed ?? ''}`,
  `${modified ?? ''}`,
];

/** `644`; empty if none is given. */
export const modeOf = (mode: number | undefined): string =>
  mode === undefined ? '' : (mode & 0o7777).toString(8);
