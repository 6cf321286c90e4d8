/** What a link of this extension shows. No link launches, cancels, or changes anything. */
export interface UriTarget {
  readonly command: 'spawn.showSweep' | 'spawn.showResults';
  readonly sweepId: string;
}

/** Reads `/sweep/ID` and `/results/ID`. Undefined for anything else, since anyone can write a link. */
export function uriTarget(path: string): UriTarget | undefined {
  const [, what, sweepId] = /^\/(sweep|results)\/(sweep-[A-Za-z0-9._-]{1,200})$/.exec(path) ?? [];
  if (sweepId === undefined) return undefined;
  return { command: what === 'sweep' ? 'spawn.showSweep' : 'spawn.showResults', sweepId };
}
