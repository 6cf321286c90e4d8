import { existsSync } from 'node:fs';

/** Number of keyctl(2), and its operation that joins a session keyring without a name: a new one (man 2 keyctl). */
const numbers: Readonly<Record<string, number>> = { x64: 250, arm64: 219 };
const joinSessionKeyring = 1;

/** Where the kernel lists keys, of all namespaces, that the reader may view. */
const listings = ['/proc/keys', '/proc/key-users'];

/** What a computer has of this. */
export interface Keyrings {
  /** Whether a program without one of its own can be started in a new session keyring. */
  readonly canLeave: boolean;
  /** The listings that are there. */
  readonly keyFiles: readonly string[];
}

export const inspectKeyrings = (perl: boolean): Keyrings => ({
  canLeave: perl && numbers[process.arch] !== undefined,
  keyFiles: listings.filter((file) => existsSync(file)),
});

/**
 * Words that, in front of a command, give it its own session keyring: no namespace does. A second line of defence, since
 * the filter lets no one inside use keyrings.
 */
export const newKeyring = ({ canLeave }: Keyrings): readonly string[] =>
  canLeave
    ? ['perl', '-e', `syscall(${numbers[process.arch]}, ${joinSessionKeyring}, 0); exec @ARGV; exit 127`]
    : [];
