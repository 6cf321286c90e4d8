import { withoutControls } from './controls';

declare const isPlain: unique symbol;

/** Text that VS Code shows as it is. Only `plainText` creates it. */
export type PlainText = string & { readonly [isPlain]: true };

/**
 * Escapes text that can contain names, values, keys, and AWS messages, for notifications, prompts, tooltips, and the
 * status bar. There, VS Code turns `[words](command:…)` into a link that runs the command, and `$(name)` into an icon.
 * Escaped, they appear as text.
 */
export const plainText = (text: string): PlainText =>
  withoutControls(text).replaceAll('](', ']\u200b(').replaceAll('$(', '$\u200b(') as PlainText;
