import type { Terminal } from './terminal';

/** Reads keys as they are pressed, without Enter; undefined if stdin isn't a terminal. */
export interface Keyboard {
  /** Restores the keyboard: after that, Ctrl-C is a signal again. */
  release(): void;
}

const controlC = '\u0003';

/**
 * Calls `left` when q is pressed. Ctrl-C ends the command as usual.
 * @param interrupt handles Ctrl-C while the terminal doesn't turn it into a signal
 */
export function whileKeys(
  { interactive, stdin }: Terminal,
  left: () => void,
  interrupt: () => void = () => process.kill(process.pid, 'SIGINT'),
): Keyboard {
  if (!interactive || !hasRawMode(stdin)) return { release: () => undefined };
  const pressed = (keys: Buffer): void => {
    const text = keys.toString('latin1');
    if (text.includes(controlC)) interrupt();
    else if (/q/i.test(text)) left();
  };
  stdin.setRawMode(true);
  stdin.on('data', pressed).resume();
  return {
    release: () => {
      stdin.off('data', pressed).pause();
      stdin.setRawMode(false);
    },
  };
}

const hasRawMode = (
  stdin: Terminal['stdin'],
): stdin is Terminal['stdin'] & { setRawMode(on: boolean): void } =>
  'setRawMode' in stdin && typeof stdin.setRawMode === 'function';
