import { existsSync } from 'node:fs';

/** Number of the keyctl(2) system call, and its operation that joins an anonymous, new session keyring (man 2 keyctl). */
const numbers: Readonly<Record<string, number>> = { x64: 250, arm64: 219 };
const joinSessionKeyring = 1;

/** Where the kernel lists the keys of all namespaces that the reader is allowed to view. */
const listings = ['/proc/keys', '/proc/key-users'];

/** The keyring features of a computer. */
export interface Keyrings {
  /** Whether a program can be started in a new session keyring. */
  readonly canLeave: boolean;
  /** The existing listings. */
  readonly keyFiles: readonly string[];
}

export const inspectKeyrings = (perl: boolean): Keyrings => ({
  canLeave: perl && numbers[process.arch] !== undefined,
  keyFiles: listings.filter((file) => existsSync(file)),
});

/**
 * Command prefix that starts a command with its own session keyring, since namespaces don't. A second line of defense,
 * since the filter blocks keyrings inside instances.
 */
export const newKeyring = ({ canLeave }: Keyrings): readonly string[] =>
  canLeave
    ? ['perl', '-e', `syscall(${numbers[process.arch]}, ${joinSessionKeyring}, 0); exec @ARGV; exit 127`]
    : [];
