import { withoutControls } from './controls';

declare const isPlain: unique symbol;

/** Text that a face of VS Code shows as it is. Only `plainText` makes it. */
export type PlainText = string & { readonly [isPlain]: true };

/**
 * Text that may contain names, values, keys and AWS messages, for notifications, prompts, tooltips and the status bar. VS Code
 * makes a link of `[words](command:…)` there, which runs that command, and an icon of `$(name)`: here they stay what they are.
 */
export const plainText = (text: string): PlainText =>
  withoutControls(text).replaceAll('](', ']\u200b(').replaceAll('$(', '$\u200b(') as PlainText;
