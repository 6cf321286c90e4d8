import type { Clock } from '../clock';
import type { Compute } from './compute';

/** Instances without a body: they boot after a while and run until somebody ends them. */
export function simulatedCompute(clock: Clock, bootMs: number): Compute {
  const booting = new Map<string, () => void>();
  const callOff = (instanceId: string) => {
    booting.get(instanceId)?.();
    booting.delete(instanceId);
  };
  return {
    boot(instance, _reservation, report) {
      const cancel = clock.after(bootMs, () => {
        booting.delete(instance.id);
        report({ kind: 'running' });
      });
      booting.set(instance.id, cancel);
    },
    async halt(instanceId) {
      callOff(instanceId);
    },
    async console() {
      return '';
    },
    reboot() {},
    forget: callOff,
    async close() {
      for (const instanceId of [...booting.keys()]) callOff(instanceId);
    },
  };
}
