import type { Pluggable } from '@smithy/types';
import type { Clock } from '../engine/clock';
import { field } from './field';

/** Clocks within this difference count as equal: a header has whole seconds, and responses are delayed. Milliseconds. */
const tolerance = 3_000;

/** How far AWS's clock is ahead of this machine's, by the `Date` of its answers (RFC 9110, 6.6.1). */
export class AnswerClock {
  #ahead = 0;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds; 0 if the clocks agree within seconds, or before the first answer. */
  ahead(): number {
    return this.#ahead;
  }

  /** Add this to a client's middleware stack. */
  plugin<Input extends object, Output extends object>(): Pluggable<Input, Output> {
    return {
      applyToStack: (stack) => {
        stack.add(
          (next) => async (args) => {
            const asked = this.clock.now();
            const result = await next(args);
            this.#hear(field(field(result.response, 'headers'), 'date'), asked);
            return result;
          },
          // Innermost, since each retried answer has its own time.
          { step: 'deserialize', priority: 'low', name: 'spawnAnswerClock' },
        );
      },
    };
  }

  #hear(date: unknown, asked: number): void {
    const at = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(at)) return;
    // AWS wrote it between the request and the answer, within the second that it states.
    const least = at - this.clock.now();
    const most = at + 1_000 - asked;
    this.#ahead = least <= tolerance && most >= -tolerance ? 0 : (least + most) / 2;
  }
}
