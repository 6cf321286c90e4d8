import type { Pluggable } from '@smithy/types';

/** Counts the requests that are sent, by action, including retries. */
export class CallCounter {
  readonly #counts = new Map<string, number>();

  /** Add this to a client's middleware stack. */
  plugin<Input extends object, Output extends object>(): Pluggable<Input, Output> {
    return {
      applyToStack: (stack) => {
        stack.add(
          (next, context) => (args) => {
            this.count(String(context['commandName'] ?? 'Unknown').replace(/Command$/, ''));
            return next(args);
          },
          // Innermost: inside the SDK's own retries.
          { step: 'finalizeRequest', priority: 'low', name: 'spawnCallCounter' },
        );
      },
    };
  }

  count(action: string): void {
    this.#counts.set(action, (this.#counts.get(action) ?? 0) + 1);
  }

  snapshot(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
