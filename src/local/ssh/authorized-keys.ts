const keyLine = /^(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[A-Za-z0-9@.-]+ ([A-Za-z0-9+/]+={0,2})(?:\s|$)/;

/** The keys of an `authorized_keys` file, as base64. Lines with options are skipped, since the options aren't supported. */
export const authorizedKeys = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => keyLine.exec(line.trim())?.[1] ?? []);
