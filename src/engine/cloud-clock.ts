import type { Clock } from './clock';
import type { Cloud } from './ports';

/**
 * The cloud's time, estimated from its responses: a machine's own clock can be minutes off, and times of EC2 and S3 are
 * compared with the current time. Timers use the machine's clock.
 */
export const cloudClock = (own: Clock, cloud: Pick<Cloud, 'ahead'>): Clock => ({
  now: () => own.now() + cloud.ahead(),
  sleep: (milliseconds, signal) => own.sleep(milliseconds, signal),
});
