/** Control sequences and strings of terminals, such as colors and window titles, in their 7-bit and 8-bit forms (ECMA-48). */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are removed
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/** Separators that some programs treat as line breaks, and marks that change the direction of text. */
const unseen = '\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';
/** All except tab and line feed. */
const controls = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${unseen}]`, 'g');
/** Those that JSON allows without an escape. */
const unescaped = new RegExp(`[\\u007f-\\u009f${unseen}]`, 'g');

/** Removes control sequences such as colors. */
export const withoutSequences = (text: string): string => text.replace(sequences, '');

/** Text of any origin without anything that a terminal would interpret, and without marks that disguise it. Keeps its lines. */
export const withoutControls = (text: string): string => withoutSequences(text).replace(controls, '\ufffd');

/** The same JSON, with escapes for everything that a terminal would interpret. */
export const escapedJson = (json: string): string =>
  json.replace(unescaped, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
