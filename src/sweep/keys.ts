import { distance } from 'fastest-levenshtein';
import { ownVariables, shellVariables, variableName } from './environment';
import { runKeyDocs, topLevelKeyDocs } from './generated/keys';
import { type OtherName, otherNames } from './other-names';

export type ReservedKey = keyof typeof runKeyDocs;
export type TopLevelKey = keyof typeof topLevelKeyDocs;

const reservedKeys = Object.keys(runKeyDocs) as readonly ReservedKey[];
export const sweepKeys = Object.keys(topLevelKeyDocs) as readonly TopLevelKey[];

export const isReservedKey = (key: string): key is ReservedKey => Object.hasOwn(runKeyDocs, key);
export const isTopLevelKey = (key: string): key is TopLevelKey => Object.hasOwn(topLevelKeyDocs, key);

/** The properties of a key regardless of its value. */
export interface KeyFact {
  readonly variable: string;
  readonly reserved: boolean;
  /** The reserved key that was probably intended. */
  readonly meant: ReservedKey | undefined;
  /** Its meaning in another tool, or in a later version. */
  readonly other: OtherName | undefined;
  /** Why a parameter can't set its variable. */
  readonly unusable: 'shell' | 'sweep' | 'empty' | undefined;
}

const mostKeys = 200_000;

/** Properties of keys, each computed once: ten thousand runs use the same few keys. */
export class KeyFacts {
  readonly #facts = new Map<string, KeyFact>();

  of(key: string): KeyFact {
    const known = this.#facts.get(key);
    if (known !== undefined) return known;
    // Incomplete keys disappear again: a removed one is computed again if needed. More than the keys of any file, since
    // removing keys that are in use costs more than computing them.
    if (this.#facts.size > mostKeys) this.#facts.clear();
    const fact = factOf(key);
    this.#facts.set(key, fact);
    return fact;
  }
}

function factOf(key: string): KeyFact {
  const variable = variableName(key);
  const reserved = isReservedKey(key);
  const unusable = reserved ? undefined : unusableBecause(variable);
  const other = reserved ? undefined : otherTables.inRuns.get(fold(key));
  return {
    variable,
    reserved,
    unusable,
    other,
    meant: reserved || other !== undefined ? undefined : meantKey(key),
  };
}

function unusableBecause(variable: string): KeyFact['unusable'] {
  if (!/[A-Z0-9]/.test(variable)) return 'empty';
  if (shellVariables.has(variable) || variable.startsWith('BASH_FUNC_')) return 'shell';
  return ownVariables.has(variable) ? 'sweep' : undefined;
}

const fold = (key: string): string => key.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

const otherTables = otherNames(fold, (key) => isReservedKey(key) || isTopLevelKey(key));

/** The meaning of a top-level key in another tool, or in a later version of Spawn. */
export const otherNameAtTop = (key: string): OtherName | undefined => otherTables.atTop.get(fold(key));

/** The candidate that a key is a misspelling of: other separators or case, or a letter or two in a longer word. */
export const nearest = <K extends string>(key: string, candidates: readonly K[]): K | undefined =>
  guesser(candidates)(key);

/** `nearest` for many keys: the candidates are normalized once. */
function guesser<K extends string>(candidates: readonly K[]): (key: string) => K | undefined {
  const known = candidates.map((candidate) => ({ candidate, folded: fold(candidate) }));
  return (key) => {
    const word = fold(key);
    if (word === '') return undefined;
    const same = known.find(({ folded }) => folded === word);
    if (same !== undefined) return same.candidate;
    let best: K | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const { candidate, folded } of known) {
      const most = candidate.length >= 8 ? 2 : 1;
      // Each additional or missing letter is a mistake.
      if (Math.abs(folded.length - word.length) > most) continue;
      const off = slips(word, folded);
      if (off < least && off <= most) {
        best = candidate;
        least = off;
      }
    }
    return best;
  };
}

const meantKey = guesser(reservedKeys);

function slips(word: string, candidate: string): number {
  if (isSwap(word, candidate)) return 1;
  // `game` isn't a typo of `name`, nor `file` of `files`: short words are too similar to guess.
  const short = candidate.length < 8;
  if (short && (word[0] !== candidate[0] || `${word}s` === candidate || word === `${candidate}s`)) return 9;
  if (candidate.length < 6 && word.length === candidate.length) return 9;
  return distance(word, candidate);
}

/** `tll` or `tlt` for `ttl`: the same letters, in another order, or one of them doubled instead of another. */
function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length || a.length < 3 || a[0] !== b[0]) return false;
  return [...new Set(a)].sort().join('') === [...new Set(b)].sort().join('') && distance(a, b) <= 2;
}
