/** A signal in the form that the SDK's clients accept. */
export const abort = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } =>
  signal === undefined ? {} : { abortSignal: signal };
