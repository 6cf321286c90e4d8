/**
 * Commander's message in the common format of errors: `error: unknown command 'lunch'
 * (Did you mean launch?)` becomes `Unknown command "lunch". Did you mean "launch"?`
 */
export function usageSentence(message: string): string {
  const [said = '', guess] = message.replace(/^error: /, '').split(/\n\(|\)\s*$/);
  const quoted = said.replace(/'([^']*)'/g, '"$1"').trim();
  const sentence = `${quoted.charAt(0).toUpperCase()}${quoted.slice(1)}`;
  return [ended(sentence), ...(guess === undefined || guess === '' ? [] : [quoteGuess(guess)])].join(' ');
}

const ended = (sentence: string): string => (/[.?]$/.test(sentence) ? sentence : `${sentence}.`);

/** `Did you mean launch?`, or `Did you mean one of list, logs?` */
const quoteGuess = (guess: string): string => guess.replace(/^(Did you mean )(\S+)\?$/, '$1"$2"?');
