import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { inPart } from './part';
import { SHELLS } from './sandbox';

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

// docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
for (const shell of SHELLS)
  describe(`Signature Version 4, by ${shell}`, () => {
    it('is made with the HMAC of RFC 2104, whose keys of more than 64 bytes are hashed first', () => {
      // `AWS4` comes before the secret: 60 characters are the last that are used as they are.
      for (const length of [1, 40, 59, 60, 61, 100]) {
        const secret = randomBytes(length).toString('base64url').slice(0, length);
        const day = '20260127';
        const expected = ['us-east-1', 's3', 'aws4_request'].reduce(
          (key, part) => hmac(key, part),
          hmac(`AWS4${secret}`, day),
        );
        const key = inPart(
          shell,
          ['sign.sh'],
          `region=us-east-1 secret_key='${secret}'\nbind ${day}\nprintf %s "$signing_key"`,
        );
        assert.equal(key, expected.toString('hex'), `a secret of ${length} characters`);
      }
    });

    it('is bound anew to another day, service or secret, and to nothing else', () => {
      const keys = inPart(
        shell,
        ['sign.sh'],
        [
          'region=us-east-1 secret_key=one',
          'each() { bind "$1"; echo "$signing_key"; }',
          'each 20260127; each 20260127; each 20260128',
          'service=ssm; each 20260128; secret_key=two; each 20260128',
        ].join('\n'),
      )
        .trim()
        .split('\n');
      const keyOf = (secret: string, day: string, service: string): string =>
        ['us-east-1', service, 'aws4_request']
          .reduce((key, part) => hmac(key, part), hmac(`AWS4${secret}`, day))
          .toString('hex');
      assert.deepEqual(keys, [
        keyOf('one', '20260127', 's3'),
        keyOf('one', '20260127', 's3'),
        keyOf('one', '20260128', 's3'),
        keyOf('one', '20260128', 'ssm'),
        keyOf('two', '20260128', 'ssm'),
      ]);
    });

    it('reads bytes as they are', () => {
      const bytes = Buffer.from(Array.from({ length: 255 }, (_, at) => at + 1));
      const octal = [...bytes].map((byte) => `\\\\0${byte.toString(8).padStart(3, '0')}`).join('');
      assert.equal(inPart(shell, ['sign.sh'], `printf %b "${octal}" | hex`), bytes.toString('hex'));
      assert.equal(inPart(shell, ['sign.sh'], `bytes ${bytes.toString('hex')} | hex`), bytes.toString('hex'));
    });
  });
