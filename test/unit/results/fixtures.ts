import { readResult } from '../../../src/results/read-result';
import type { RunRecord } from '../../../src/results/record';

/** A finished run with these parameters and result files. */
export function record(
  index: number,
  parameters: Readonly<Record<string, string>>,
  documents: Readonly<Record<string, string>> = {},
): RunRecord {
  return {
    index,
    name: `run-${index}`,
    parameters,
    state: 'succeeded',
    exitCode: 0,
    instanceId: `i-${index}`,
    instanceType: 't3.micro',
    hours: 0.5,
    cost: 0.0052,
    documents: Object.entries(documents).map(([path, text]) => ({ path, reading: readResult(path, text) })),
  };
}
