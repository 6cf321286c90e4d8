import { parse } from 'yaml';

/** What every sweep of the bench shares: reserved keys of the common kinds, and a script that reads the parameters. */
const DEFAULTS = `defaults:
  instance_type: t3.micro
  region: us-east-1
  ttl: 1h
  on_complete: terminate
  user_data: |
    #!/bin/bash
    set -euo pipefail
    echo "learning rate $LEARNING_RATE, batch size $BATCH_SIZE, seed $SEED"
    python3 train.py --lr "$LEARNING_RATE" --batch-size "$BATCH_SIZE" --seed "$SEED" > /tmp/results.json
`;

/** A sweep of so many runs in `params`, four keys each. */
export function paramsText(size: number): string {
  const runs = Array.from(
    { length: size },
    (_, index) =>
      `  - name: run-${index}\n    learning_rate: 0.${index + 1}\n    batch_size: ${16 << (index % 4)}\n    seed: ${index}\n`,
  );
  return `${DEFAULTS}params:\n${runs.join('')}`;
}

/** The same in JSON, as its printers write it. */
export const paramsJson = (size: number): string =>
  `${JSON.stringify(parse(paramsText(size)), undefined, 2)}\n`;

/** Values of a grid of three keys: their product has so many runs, a power of ten. */
export function gridOf(size: number): Readonly<Record<string, readonly number[]>> {
  const seeds = size / 100;
  const values = (length: number, of: (index: number) => number): number[] =>
    Array.from({ length }, (_, index) => of(index));
  return {
    learning_rate: values(10, (index) => (index + 1) / 1000),
    batch_size: values(10, (index) => 16 * (index + 1)),
    seed: values(seeds, (index) => index),
  };
}

/** The same as a sweep file. */
export function gridText(size: number): string {
  const keys = Object.entries(gridOf(size)).map(([key, values]) => `  ${key}: [${values.join(', ')}]\n`);
  return `${DEFAULTS}grid:\n${keys.join('')}`;
}
