import type { Run } from '../sweep/run';
import { type CallSettings, callKeys } from '../sweep/settings';
import { policiesOf } from './secrets';
import type { LaunchShape } from './sweep-plan';

type Picked = { -readonly [F in keyof CallSettings]?: CallSettings[F] };

/** What of a run decides in which call it can go out. */
export function shapeOf({ settings }: Run): LaunchShape {
  const { instanceTypes, region, securityGroups, spot, tags } = settings;
  const picked: Picked = {};
  for (const field of callKeys.keys()) copy(settings, picked, field);
  const iamPolicy = policiesOf(settings);
  return {
    ...picked,
    ...{ instanceTypes, region, securityGroups, spot, tags },
    shutdownBehavior: settings.onComplete === 'stop' ? 'stop' : 'terminate',
    ...(iamPolicy === undefined ? {} : { iamPolicy }),
  };
}

function copy<F extends keyof CallSettings>(from: CallSettings, to: Picked, field: F): void {
  if (from[field] !== undefined) to[field] = from[field];
}

/** Equal for shapes that may share a call: the order of types counts; that of groups, policies and tags does not. */
export function shapeKeyOf(shape: LaunchShape): string {
  const inAnyOrder: Readonly<Record<string, unknown>> = {
    securityGroups: [...new Set(shape.securityGroups)].sort(),
    iamPolicy: shape.iamPolicy && [...new Set(shape.iamPolicy)].sort(),
    tags: Object.entries(shape.tags).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  return JSON.stringify([
    shape.shutdownBehavior,
    ...[...callKeys.keys()].map((field) => inAnyOrder[field] ?? shape[field] ?? null),
  ]);
}
