import { gunzipSync } from 'node:zlib';

/** Maximum size of decompressed user data, so that it can't fill the host's memory. */
const maxUnpacked = 64 * 1024 * 1024;

/**
 * User data as cloud-init sees it: decoded from base64, decompressed, and of several parts only the script. Data that
 * can't be decompressed stays unchanged.
 */
export function unpackUserData(base64: string | undefined): Buffer {
  const raw = Buffer.from(base64 ?? '', 'base64');
  if (raw[0] !== 0x1f || raw[1] !== 0x8b) return scriptOf(raw);
  try {
    return scriptOf(gunzipSync(raw, { maxOutputLength: maxUnpacked }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return Buffer.from(
      `#!/bin/sh\necho 'cloud-init: this user data could not be unpacked: ${why.replaceAll("'", '')}'\nexit 1\n`,
    );
  }
}

const note =
  "echo 'cloud-init: the local cloud applies no cloud-config: of it, only the commands of runcmd are run'";

/** The script in a multi-part archive. The other parts would change the user's own computer. */
function scriptOf(data: Buffer): Buffer {
  const boundary = /^Content-Type: multipart\/mixed; boundary="([^"\r\n]+)"/i.exec(
    data.subarray(0, 200).toString('latin1'),
  )?.[1];
  if (boundary === undefined) return data;
  const parts = data.toString('latin1').split(`\n--${boundary}`).slice(1);
  const script = parts.find((part) => /^Content-Type: text\/x-shellscript/im.test(headOf(part)));
  if (script === undefined) return data;
  const [first = '', ...lines] = bodyOf(script).split('\n');
  return Buffer.from([first, note, ...lines].join('\n'), 'latin1');
}

const headOf = (part: string): string => part.slice(0, part.indexOf('\n\n'));

function bodyOf(part: string): string {
  const body = part.slice(part.indexOf('\n\n') + 2);
  return /^Content-Transfer-Encoding: base64/im.test(headOf(part))
    ? Buffer.from(body, 'base64').toString('latin1')
    : body;
}
