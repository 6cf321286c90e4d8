import assert from 'node:assert/strict';
import { archiveOf } from '../../../src/plan/archive';

// RFC 2046, and cloud-init's "User data formats".
describe('user data of several parts', () => {
  const of = (text: string, type = 'text/x-shellscript') => archiveOf([{ type, text }]);

  it('is written as MIME, with a boundary that no part contains', () => {
    assert.equal(
      of('#!/bin/sh\necho\n'),
      [
        'Content-Type: multipart/mixed; boundary="=spawn="',
        'MIME-Version: 1.0',
        '',
        '--=spawn=',
        'Content-Type: text/x-shellscript; charset="utf-8"',
        'MIME-Version: 1.0',
        'Content-Transfer-Encoding: 7bit',
        '',
        '#!/bin/sh',
        'echo',
        '',
        '--=spawn=--',
        '',
      ].join('\n'),
    );
    assert.match(of('a --=spawn= b'), /boundary="=spawn=="/);
    assert.match(of('--=spawn= --=spawn=='), /boundary="=spawn==="/);
    const two = archiveOf([
      { type: 'text/cloud-config', text: '#cloud-config\n' },
      { type: 'text/x-shellscript', text: '#!/bin/sh\n' },
    ]);
    assert.deepEqual(two.match(/^--=spawn=.*$/gm), ['--=spawn=', '--=spawn=', '--=spawn=--']);
    assert.ok(two.indexOf('text/cloud-config') < two.indexOf('text/x-shellscript'));
  });

  it('has other characters than ASCII in base64, in lines of 76', () => {
    for (const text of ['é', '\u0000', '\u007f', 'é'.repeat(100), `${'é'.repeat(28)}a`]) {
      const archive = of(text);
      assert.match(archive, /Content-Transfer-Encoding: base64\n\n/);
      const [, body = ''] = /base64\n\n([\s\S]*?)\n--=spawn=--/.exec(archive) ?? [];
      assert.equal(Buffer.from(body, 'base64').toString(), text);
      const lines = body.split('\n').filter((line) => line !== '');
      for (const line of lines.slice(0, -1)) assert.equal(line.length, 76);
      assert.ok((lines.at(-1) ?? '').length <= 76);
    }
    for (const text of ['plain', '\t\r\n', ' ~'])
      assert.match(of(text), /Content-Transfer-Encoding: 7bit\n\n/);
  });
});
