import * as vscode from 'vscode';

/** Runs a task under a progress notification. With `cancellable`, its button aborts the signal. */
export function withProgress<T>(
  title: string,
  options: { readonly cancellable: boolean },
  task: (signal: AbortSignal, report: (message: string, done?: number) => void) => Promise<T>,
): Promise<T> {
  const shown = vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: options.cancellable },
    async (progress, token) => {
      const aborter = new AbortController();
      const watched = token.onCancellationRequested(() => aborter.abort());
      let before = 0;
      try {
        return await task(aborter.signal, (message, done) => {
          const share = done === undefined ? undefined : Math.max(0, done * 100 - before);
          before += share ?? 0;
          progress.report({ message, ...(share === undefined ? {} : { increment: share }) });
        });
      } finally {
        watched.dispose();
      }
    },
  );
  return Promise.resolve(shown);
}
