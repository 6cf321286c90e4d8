import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const repository = path.resolve(__dirname, '../../../..');

/** Programs of the product, but for the local cloud, which is a server. */
const programs: readonly { readonly file: string; readonly text: string }[] = readdirSync(
  path.join(repository, 'src'),
  { recursive: true, encoding: 'utf8' },
)
  .map((name) => name.split(path.sep).join('/'))
  .filter((name) => /\.(?:ts|js)$/.test(name) && !/^(?:local|sweep\/generated)\//.test(name))
  .map((file) => ({ file, text: readFileSync(path.join(repository, 'src', file), 'utf8') }));

const those = (pattern: RegExp): readonly string[] =>
  programs.flatMap(({ file, text }) => (pattern.test(text) ? [file] : [])).sort();

describe('what leaves this computer', () => {
  it('goes by the clients of the AWS SDK, directly or through the environment’s proxy, and else only to a local cloud, to AWS’s echo of the address and by ssh', () => {
    const network =
      /from '(?:node:)?(?:https?|http2|net|tls|dgram|dns(?:\/promises)?|ssh2|undici|ws)'|\bfetch\(|new WebSocket|XMLHttpRequest|sendBeacon|EventSource/;
    assert.deepEqual(those(network), [
      // https://checkip.amazonaws.com
      'aws/cloud.ts',
      // The same calls through the proxy that the environment names.
      'aws/proxy.ts',
      // The connection of ssh to an instance that was asked for.
      'cli/commands/ssh-proxy.ts',
      'cli/ssh-client.ts',
      // Only asks whether a text is an address.
      'engine/connect/ssh-config.ts',
      // Is a local cloud there, and is it ours?
      'provider/cloud-file.ts',
      // Interrupts spot instances of the local cloud, at its address.
      'provider/interrupt.ts',
    ]);
    assert.deepEqual(
      programs
        .filter(({ text }) => /from '@(?:aws-sdk|smithy)\//.test(text))
        .map(({ file }) => file.split('/')[0])
        .filter((folder, at, all) => all.indexOf(folder) === at),
      ['aws'],
    );
  });

  it('is started from three places: ssh in this terminal, programs with their arguments as a list, the local cloud', () => {
    assert.deepEqual(those(/'node:child_process'/), [
      'cli/hand-over.ts',
      'engine/connect/run-program.ts',
      'provider/local.ts',
    ]);
  });
});
