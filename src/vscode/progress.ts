import { tellProgress } from './shown';

/** Milliseconds that a user waits without a progress indication. */
const noticeable = 700;

/** Like `withProgress`, cancellable; shows nothing for a fast task. */
export async function withProgressIfSlow<T>(
  title: string,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const aborter = new AbortController();
  const result = task(aborter.signal);
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<'slow'>((resolve) => {
    timer = setTimeout(resolve, noticeable, 'slow');
  });
  try {
    if ((await Promise.race([result, slow])) !== 'slow') return await result;
  } finally {
    clearTimeout(timer);
  }
  return withProgress(title, { cancellable: true }, (signal) => {
    signal.addEventListener('abort', () => aborter.abort());
    return result;
  });
}

/** Runs a task with a progress notification. With `cancellable`, its button aborts the signal. */
export function withProgress<T>(
  title: string,
  options: { readonly cancellable: boolean },
  task: (signal: AbortSignal, report: (message: string, done?: number) => void) => Promise<T>,
): Promise<T> {
  const shown = tellProgress({ title, cancellable: options.cancellable }, async (report, token) => {
    const aborter = new AbortController();
    const watched = token.onCancellationRequested(() => aborter.abort());
    let before = 0;
    try {
      return await task(aborter.signal, (message, done) => {
        const share = done === undefined ? undefined : Math.max(0, done * 100 - before);
        before += share ?? 0;
        report(message, share);
      });
    } finally {
      watched.dispose();
    }
  });
  return Promise.resolve(shown);
}
