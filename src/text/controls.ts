/** Control sequences and strings of terminals, such as colors and titles of windows, in their forms of 7 and 8 bits (ECMA-48). */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\n\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/** Separators that some take for the end of a line, and marks that turn the order of letters around. */
const unseen = '\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';
/** All but tab and line feed. */
const controls = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${unseen}]`, 'g');
/** Those that JSON permits unescaped. */
const unescaped = new RegExp(`[\\u007f-\\u009f${unseen}]`, 'g');

/** Without control sequences: colors and the like. */
export const withoutSequences = (text: string): string => text.replace(sequences, '');

/** Text of any origin without anything that a terminal would obey, and without marks that make it look like another. Its lines stay. */
export const withoutControls = (text: string): string => withoutSequences(text).replace(controls, '\ufffd');

/** The same JSON, in which what a terminal would obey is written by its number. */
export const escapedJson = (json: string): string =>
  json.replace(unescaped, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
