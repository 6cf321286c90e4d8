const encoder = new TextEncoder();
const plain = /^[\x20-\x5b\x5d-\x7e]*$/;

/**
 * Encodes text as one line of printable ASCII that `printf %b` decodes byte for byte. printf only interprets these
 * escapes, so no value can run as a command, and cloud-init, which can corrupt other bytes, never sees them.
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
