import type { Run } from '../sweep/run';
import { type CallSettings, callKeys } from '../sweep/settings';
import { policiesOf } from './secrets';
import type { LaunchShape } from './sweep-plan';

type Writable<T> = { -readonly [F in keyof T]: T[F] };

const fields = [...callKeys.keys()];

/** The settings of a run that decide which runs can share a launch call with it. */
export function shapeOf({ settings }: Run): LaunchShape {
  const { instanceTypes, onComplete, region, securityGroups, spot, tags } = settings;
  const shutdownBehavior = onComplete === 'stop' ? 'stop' : 'terminate';
  // Set field by field: a spread for each of ten thousand runs would make planning noticeably slower.
  const shape: Writable<LaunchShape> = {
    region,
    instanceTypes,
    spot,
    securityGroups,
    shutdownBehavior,
    tags,
  };
  for (const field of fields) copy(settings, shape, field);
  const iamPolicy = policiesOf(settings);
  if (iamPolicy !== undefined) shape.iamPolicy = iamPolicy;
  return shape;
}

function copy<F extends keyof CallSettings>(
  from: CallSettings,
  to: Partial<Writable<CallSettings>>,
  field: F,
): void {
  if (from[field] !== undefined) to[field] = from[field];
}

/** Equal for shapes that can share a call: the order of instance types matters; that of security groups, policies, and tags doesn't. */
export function shapeKeyOf(shape: LaunchShape): string {
  const parts: unknown[] = [shape.shutdownBehavior];
  for (const field of fields) parts.push(comparable(shape, field));
  return JSON.stringify(parts);
}

function comparable(shape: LaunchShape, field: keyof CallSettings): unknown {
  switch (field) {
    case 'securityGroups':
    case 'iamPolicy':
      return [...new Set(shape[field])].sort();
    case 'tags':
      return Object.entries(shape.tags).sort(([a], [b]) => (a < b ? -1 : 1));
    default:
      return shape[field] ?? null;
  }
}
