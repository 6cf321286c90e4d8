import { t } from '@vscode/l10n';
import type { Finding } from './finding';
import { mapScript } from './script/map';
import type { ScalarNode, Span } from './syntax/node';

/**
 * The maximum size of `NAME=value` with its terminator that Linux passes to a program (MAX_ARG_STRLEN in
 * linux/binfmts.h: 32 pages), in bytes.
 */
const longestVariable = 131_072;

/** A NUL, or an unpaired surrogate: environment variables can't contain either. */
const unusable = /\0|\p{Cs}/u;

/** A value that can't be passed to a program: it contains such a character, or is too long. Reported at the value. */
export function unusableValue(value: ScalarNode, variable: string): Finding | undefined {
  const { text } = value;
  const character = unusableCharacter(value);
  if (character !== undefined) return character;
  // A character takes up to three bytes for each of its UTF-16 units.
  if (variable.length + text.length * 3 < longestVariable - 2) return undefined;
  const bytes = new TextEncoder().encode(`${variable}=${text}`).length + 1;
  if (bytes <= longestVariable) return undefined;
  return {
    code: 'parameter-too-large',
    severity: 'error',
    message: t(
      '{0} has {1} bytes. Linux passes at most {2} bytes in one variable. Send the value in a file (`files`) instead.',
      variable,
      bytes,
      longestVariable,
    ),
    span: value,
    fixes: [],
  };
}

export function unusableCharacter(value: ScalarNode): Finding | undefined {
  const found = unusable.exec(value.text);
  if (found === null) return undefined;
  const message =
    found[0] === '\0'
      ? t(
          "This contains a NUL character, which isn't allowed in an environment variable or script. Remove it, or send the data in a file (`files`).",
        )
      : t(
          "This contains half of a surrogate pair ({0}), which isn't valid Unicode. Remove it.",
          escapeOf(found[0]),
        );
  return {
    code: 'unusable-character',
    severity: 'error',
    message,
    span: placeOf(value, found.index),
    fixes: [],
  };
}

/** Settings become part of requests and tags, in which control characters are refused or lost. */
export function controlCharacter(value: ScalarNode, key: string): Finding | undefined {
  const found = /\p{Cc}|\p{Cs}/u.exec(value.text);
  if (found === null) return undefined;
  return {
    code: 'unusable-character',
    severity: 'error',
    message: t(
      '`{0}` contains a control character ({1}), which AWS rejects. Remove it.',
      key,
      escapeOf(found[0]),
    ),
    span: placeOf(value, found.index),
    fixes: [],
  };
}

const placeOf = (value: ScalarNode, index: number): Span =>
  mapScript(value).toExact({ start: index, end: index + 1 }) ?? value;

const escapeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
