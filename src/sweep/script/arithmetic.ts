import type { TextSpan } from './shell';

/** A variable in arithmetic, with or without `$`. */
export interface ArithmeticName extends TextSpan {
  readonly name: string;
  /** Whether it is set, as in `x = 1` and `x++`. */
  readonly isSet: boolean;
  /** After `$`: expanded before the evaluation. */
  readonly isExpanded: boolean;
}

const token = /(\$\{?)?([A-Za-z_]\w*)|\d\w*(?:#\w+)?|\\?./gs;
const sets = /^(?:\s*\[[^\]]*\])?\s*(?:=(?!=)|[-+*/%&|^]=|<<=|>>=|\+\+|--)/;

/** The names in an arithmetic expression that begins at `start` of its script. */
export function arithmeticNames(text: string, start: number): readonly ArithmeticName[] {
  const names: ArithmeticName[] = [];
  for (const match of text.matchAll(token)) {
    const [, dollar = '', name] = match;
    if (name === undefined) continue;
    const from = match.index + dollar.length;
    const to = from + name.length;
    const isSet =
      dollar === '' && (sets.test(text.slice(to)) || /(?:\+\+|--)\s*$/.test(text.slice(0, match.index)));
    names.push({ name, start: start + from, end: start + to, isSet, isExpanded: dollar !== '' });
  }
  return names;
}
