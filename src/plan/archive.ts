/** One part of user data that consists of several parts for cloud-init. */
export interface ArchivePart {
  /** The MIME type that cloud-init expects: `text/cloud-config`. */
  readonly type: string;
  readonly text: string;
}

/**
 * A MIME multi-part archive (cloud-init, "User data formats"). cloud-init corrupts a part with non-ASCII characters
 * unless it is base64-encoded.
 */
export function archiveOf(parts: readonly ArchivePart[]): string {
  let boundary = '=spawn=';
  while (parts.some(({ text }) => text.includes(`--${boundary}`))) boundary += '=';
  const written = parts.map(({ type, text }) => {
    const isAscii = /^[\t\n\r\x20-\x7e]*$/.test(text);
    const encoding = isAscii ? '7bit' : 'base64';
    const head = `--${boundary}\nContent-Type: ${type}; charset="utf-8"\nMIME-Version: 1.0\nContent-Transfer-Encoding: ${encoding}\n\n`;
    return `${head}${isAscii ? text : base64Of(text)}\n`;
  });
  const head = `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n`;
  return `${head}${written.join('')}--${boundary}--\n`;
}

function base64Of(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(bytes).replaceAll(/.{76}/g, '$&\n');
}
