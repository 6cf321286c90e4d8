import type { Random } from '../../../../src/engine/clock';
import type { LaunchRequest } from '../../../../src/engine/engine';
import { requestFor, runOf } from '../world';

/** A sweep as a seed draws it: its market, regions, limit, and whether it has a bucket. */
export function drawSweep(seed: number, random: Random): LaunchRequest {
  const size = 2 + Math.floor(random() * 9);
  const spot = random() < 0.3;
  const regions = random() < 0.2 ? ['us-east-1', 'eu-central-1'] : ['us-east-1'];
  const runs = Array.from({ length: size }, (_, index) =>
    runOf(index, {
      spot,
      instanceTypes: [index % 3 === 0 ? 't3.small' : 't3.micro'],
      region: regions[index % regions.length] ?? 'us-east-1',
    }),
  );
  const limit = random();
  const maxConcurrent = limit < 0.3 ? { maxConcurrent: limit < 0.15 ? Math.ceil(size / 2) : size } : {};
  const request = requestFor({ name: `chaos-${seed}`, runs, ...maxConcurrent });
  return random() < 0.15 ? { ...request, bucket: 'none' } : request;
}
