import { gunzipSync } from 'node:zlib';

/** What user data may unpack to: a bomb must not fill the host's memory. */
const maxUnpacked = 64 * 1024 * 1024;

/** User data as cloud-init sees it: base64 taken off, and gzip too. Data that does not unpack stays as it is. */
export function unpackUserData(base64: string | undefined): Buffer {
  const raw = Buffer.from(base64 ?? '', 'base64');
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return raw;
  try {
    return gunzipSync(raw, { maxOutputLength: maxUnpacked });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return Buffer.from(
      `#!/bin/sh\necho 'cloud-init: this user data could not be unpacked: ${why.replaceAll("'", '')}'\nexit 1\n`,
    );
  }
}
