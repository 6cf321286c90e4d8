const encoder = new TextEncoder();
const plain = /^[\x20-\x5b\x5d-\x7e]*$/;

/**
 * Text as one line of printable ASCII that `printf %b` turns back, byte for byte. printf knows nothing but these
 * escapes, so nothing in a value can run; and cloud-init, which is careless with other bytes, never sees them.
 */
export function encode(text: string): string {
  if (plain.test(text)) return text;
  let encoded = '';
  for (const byte of encoder.encode(text)) encoded += escaped[byte];
  return encoded;
}

const escaped: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x0a) return '\\n';
  if (byte === 0x09) return '\\t';
  if (byte === 0x5c) return '\\\\';
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\0${byte.toString(8).padStart(3, '0')}`;
});
