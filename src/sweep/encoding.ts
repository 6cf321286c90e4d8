/**
 * The probable encoding of a file whose text was read as UTF-8 but isn't: bytes that can't be decoded have become
 * U+FFFD. Undefined if there is no evidence of another encoding.
 */
export function foreignEncoding(text: string): string | undefined {
  if (/^(?:\uFFFD\uFFFD)?(?:[^\0]\0|\0[^\0])/.test(text)) return 'UTF-16';
  return text.includes('\uFFFD') ? 'Windows-1252' : undefined;
}
