import type { Clock } from './clock';
import type { Cloud } from './ports';

/**
 * The cloud's time, estimated from its responses: a machine's own clock may be minutes off, and what EC2 and S3 date
 * is compared with now. Waiting is the machine's.
 */
export const cloudClock = (own: Clock, cloud: Pick<Cloud, 'ahead'>): Clock => ({
  now: () => own.now() + cloud.ahead(),
  sleep: (milliseconds, signal) => own.sleep(milliseconds, signal),
});
