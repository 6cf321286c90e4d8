import { Failure } from '../../engine/failure';

/** The welcome view that fixes it: the values of the context key `spawn.trouble`. */
export type Trouble =
  | 'none'
  | 'local-off'
  | 'credentials'
  | 'expired'
  | 'permission'
  | 'region'
  | 'throttled'
  | 'unreachable';

/** The class of the problem that prevents the sidebar from being up to date; each class has one solution. */
export function troubleOf(failure: unknown): Trouble {
  if (failure === undefined) return 'none';
  if (!(failure instanceof Failure)) return 'unreachable';
  if (failure.code === 'LocalCloudNotRunning') return 'local-off';
  if (failure.code === 'NoRegion') return 'region';
  switch (failure.kind) {
    case 'credentials':
      return /expired/i.test(failure.code) ? 'expired' : 'credentials';
    case 'permission':
      return 'permission';
    case 'throttled':
      return 'throttled';
    case 'cancelled':
      return 'none';
    default:
      return 'unreachable';
  }
}
