/**
 * The encoding that a file was probably written in, where its text was read as UTF-8 and isn't: what can't be decoded has
 * become U+FFFD. Undefined where nothing points to another encoding.
 */
export function foreignEncoding(text: string): string | undefined {
  if (/^(?:\uFFFD\uFFFD)?(?:[^\0]\0|\0[^\0])/.test(text)) return 'UTF-16';
  return text.includes('\uFFFD') ? 'Windows-1252' : undefined;
}
