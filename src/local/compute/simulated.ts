import type { TimerClock } from '../clock';
import type { ComputeBackend } from './compute';

/** Instances without processes: they boot after a delay and run until they are ended. */
export function simulatedCompute(clock: TimerClock, bootMs: number): ComputeBackend {
  const booting = new Map<string, () => void>();
  const waves = new Waves(clock, bootMs);
  return {
    boot({ id }, _reservation, report) {
      const start = () => {
        if (booting.get(id) !== start) return;
        booting.delete(id);
        report({ kind: 'running' });
      };
      booting.set(id, start);
      waves.join(start);
    },
    async halt(instanceId) {
      booting.delete(instanceId);
    },
    async console() {
      return '';
    },
    reboot() {},
    forget: (instanceId) => booting.delete(instanceId),
    async close() {
      waves.callOff();
    },
  };
}

/** Events that are scheduled together occur together: one timer for all instances of a call. */
class Waves {
  private rising: (() => void)[] | undefined;
  private readonly timers = new Set<() => void>();

  constructor(
    private readonly clock: TimerClock,
    private readonly delayMs: number,
  ) {}

  join(task: () => void): void {
    if (this.rising === undefined) {
      this.rising = this.begin();
      queueMicrotask(() => {
        this.rising = undefined;
      });
    }
    this.rising.push(task);
  }

  callOff(): void {
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }

  private begin(): (() => void)[] {
    const tasks: (() => void)[] = [];
    const cancel = this.clock.after(this.delayMs, () => {
      this.timers.delete(cancel);
      for (const task of tasks) task();
    });
    this.timers.add(cancel);
    return tasks;
  }
}
