import type { Run, RunSettings, Sweep } from '../src/sweep/run';

const nowhere = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** What a run has that a test says nothing of: a t3.micro in us-east-1 that lives for an hour at most. */
export const settingsOf = (settings: Partial<RunSettings> = {}): RunSettings => ({
  instanceTypes: ['t3.micro'],
  region: 'us-east-1',
  onComplete: 'terminate',
  spot: false,
  tags: {},
  results: ['/tmp/result*'],
  files: [],
  securityGroups: [],
  ttlSeconds: 3600,
  userData: '#!/bin/sh\necho "$NAME"\n',
  ...settings,
});

export const runOf = (
  index: number,
  settings: Partial<RunSettings> = {},
  parameters: Readonly<Record<string, string>> = { value: String(index) },
): Run => ({
  index,
  name: `run-${index}`,
  parameters: new Map(Object.entries(parameters)),
  settings: settingsOf(settings),
  origin: nowhere,
});

export function sweepOf(
  size: number,
  settings: Partial<RunSettings> = {},
  more: Partial<Pick<Sweep, 'name' | 'budget' | 'maxConcurrent'>> = {},
): Sweep {
  const runs = Array.from({ length: size }, (_, index) => runOf(index, settings));
  return { name: 'test', runs, ...more };
}
