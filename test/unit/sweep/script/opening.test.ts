import assert from 'node:assert/strict';
import type { ShellParser } from '../../../../src/sweep/script/shell';
import { applied, open, told } from '../mark';
import { realShell } from '../shell';

let shell: ShellParser;
before(async () => {
  shell = await realShell();
});

const block = (script: string, more = ''): string =>
  `defaults:\n  ttl: 1h\n${more}  user_data: |\n${script
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n')}\nparams:\n  - x: 1\n`;

const check = (text: string, files: Readonly<Record<string, string>> = {}) =>
  open(text, { knowledge: { shell }, surroundings: { readText: (path) => files[path] } }).problems();
const inBlock = (script: string, more = '') => told(block(script, more), check(block(script, more)));
const ofFile = (script: string) => {
  const text = 'defaults:\n  ttl: 1h\n  user_data: {file: run.sh}\nparams:\n  - x: 1\n';
  return check(text, { 'run.sh': script }).map(
    ({ code, severity, range }) => `${severity} ${code} ${range.start.line}`,
  );
};
const fixed = (text: string): string => {
  const [problem] = check(text);
  const fix = problem?.fixes[0];
  assert.ok(fix !== undefined, JSON.stringify(problem));
  return applied(text, fix.edits);
};

describe('the first bytes of user_data', () => {
  it('name the interpreter, or nothing does', () => {
    const python = 'import os\nprint(os.environ["X"])\n';
    assert.deepEqual(inBlock(`\n#!/usr/bin/env python3\n${python}`), [
      'late-first-line 4:4 "#!/usr/bin/env python3"',
    ]);
    assert.deepEqual(inBlock(`# train\n\n#!/bin/bash\necho $X\n`), ['late-first-line 5:4 "#!/bin/bash"']);
    assert.deepEqual(inBlock(`#cloud-confg\n#!/bin/bash\necho $X\n`).length, 1);
    assert.deepEqual(inBlock('# see #!/bin/bash below\necho $X'), []);
    assert.deepEqual(inBlock('echo $X\n#!/bin/bash\n'), []);
    const severities = [`\n#!/bin/sh\necho $X`, `\n#!/usr/bin/python3\n${python}`].map(
      (script) => check(block(script))[0]?.severity,
    );
    assert.deepEqual(severities, ['warning', 'error']);
  });

  it('are put first by the fix, and every comment stays', () => {
    assert.equal(fixed(block('\n\n#!/usr/bin/python3\nprint(1)')), block('#!/usr/bin/python3\nprint(1)'));
    assert.equal(fixed(block('# only\n#!/bin/bash')), block('#!/bin/bash\n# only'));
    const indented = block('  #!/usr/bin/python3\n  import os').replace('|', '|2');
    assert.equal(fixed(indented), indented.replace('  #!', '#!'));
    assert.equal(
      fixed(block('# one\n# two\n#!/bin/bash\necho $X')),
      block('#!/bin/bash\n# one\n# two\necho $X'),
    );
  });

  it('hold no byte order mark and no carriage return', () => {
    assert.deepEqual(ofFile('\ufeff#!/bin/bash\necho $X\n'), ['warning late-first-line 2']);
    assert.deepEqual(ofFile('#!/bin/bash\r\necho $X\r\n'), ['error carriage-returns 2']);
    assert.deepEqual(ofFile('echo $X\r\necho hi\r\n'), ['warning carriage-returns 2']);
    assert.deepEqual(ofFile('#!/bin/bash\necho $X\n'), []);
    // In the sweep file itself YAML takes them away.
    const text = block('#!/bin/bash\necho $X').replaceAll('\n', '\r\n');
    assert.deepEqual(check(text), []);
  });

  it('are read as Linux reads them', () => {
    assert.deepEqual(inBlock('#!/usr/bin/env bash -eu\necho $X'), [
      'invalid-shebang 3:4 "#!/usr/bin/env bash -eu"',
    ]);
    assert.equal(
      fixed(block('#!/usr/bin/env bash -e\necho $X')),
      block('#!/usr/bin/env -S bash -e\necho $X'),
    );
    assert.deepEqual(inBlock('#!bash\necho $X'), ['invalid-shebang 3:4 "#!bash"']);
    assert.equal(fixed(block('#!bash\necho $X')), block('#!/usr/bin/env bash\necho $X'));
    for (const line of [
      '#! /bin/sh -eu',
      '#!/usr/bin/env bash',
      '#!/usr/bin/env -S bash -eu',
      '#!/usr/bin/env -i bash',
    ])
      assert.deepEqual(inBlock(`${line}\necho $X`), [], line);
  });

  it('name a program that the default image has', () => {
    for (const program of [
      '/usr/bin/fish',
      '/usr/bin/env node',
      '/opt/conda/bin/python',
      '/usr/bin/env -S uv run --script',
      '/usr/bin/python',
    ])
      assert.deepEqual(inBlock(`#!${program}\nx`), [`missing-interpreter 3:4 "#!${program}"`], program);
    for (const program of [
      '/bin/bash',
      '/bin/sh -e',
      '/usr/bin/env python3',
      '/usr/bin/perl -w',
      '/usr/bin/awk -f',
    ])
      assert.deepEqual(inBlock(`#!${program}\n$X`), [], program);
    // Of an image of one's own nothing is known.
    assert.deepEqual(inBlock('#!/usr/bin/fish\nx', '  ami: ami-0123456789abcdef0\n'), []);
  });

  it('are not a format that only cloud-init or Windows supports', () => {
    const foreign = [
      '#include\nhttp://example.com/x',
      '#include-once\nhttp://example.com/x',
      '#part-handler\nx',
      '#upstart-job\nx',
      '#cloud-config-archive\n- x',
      '## template: jinja\n#cloud-config\nx: 1',
      'Content-Type: multipart/mixed; boundary="//"\nMIME-Version: 1.0\n\n--//--',
      'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n',
      '<powershell>\n$foo = 1\n</powershell>',
      '<script>\nx\n</script>',
      '#ps1_sysnative\nx',
      'H4sIAAAAAAAAA0tNzshXUIkAALVmNxkHAAAA',
      'IyEvYmluL2Jhc2gKZWNobyBoaQo=',
      'I2Nsb3VkLWNvbmZpZwpydW5jbWQ6IFtdCg==',
    ];
    for (const script of foreign) {
      const [problem, ...others] = check(block(script));
      assert.equal(problem?.code, 'unsupported-user-data', script);
      assert.equal(problem.severity, 'error');
      assert.equal(problem.range.start.line, 3);
      assert.deepEqual(others, []);
    }
    assert.deepEqual(ofFile('\u001f\ufffd\b\0'), ['error unsupported-user-data 2']);
    assert.deepEqual(ofFile('\u007fELF\u0002'), ['error unsupported-user-data 2']);
    assert.deepEqual(ofFile('#\0!\0/\0b\0'), ['error unsupported-user-data 2']);
    assert.deepEqual(inBlock('#cloud-boothook\n#!/bin/sh\necho $X'), [
      'unsupported-user-data 3:4 "#cloud-boothook"',
    ]);
    assert.deepEqual(inBlock('./IyE $X\nhelp'), []);
  });
});

describe('a script that is only named', () => {
  const named = (value: string, more = ''): string =>
    `defaults:\n  ttl: 1h\n${more}  user_data: ${value}\nparams:\n  - x: 1\n`;
  const files = { 'train.sh': 'echo $X\n', 'sub/a b.py': 'print(1)\n' };
  const codes = (text: string) => check(text, files).map(({ severity, code }) => `${severity} ${code}`);

  it('is reported, and can be read from its file', () => {
    assert.deepEqual(codes(named('file://train.sh')), ['error script-path']);
    assert.deepEqual(codes(named('"fileb://./train.sh"')), ['error script-path']);
    assert.deepEqual(codes(named('train.sh')), ['warning script-path']);
    assert.deepEqual(codes(named('./train.sh')), ['warning script-path']);
    assert.deepEqual(codes(named('s3://bucket/train.sh')), ['error script-path']);
    for (const value of ['file://train.sh', 'train.sh', './train.sh', "'train.sh'"]) {
      const [fix] = check(named(value), files)[0]?.fixes ?? [];
      assert.ok(fix !== undefined, value);
      assert.equal(applied(named(value), fix.edits), named('{file: train.sh}'));
    }
  });

  it('is a command where it may be one', () => {
    for (const value of ['other.sh', '/opt/train.sh', 'train.sh $X', 'make', '~/train.sh', '$X.sh'])
      assert.deepEqual(
        codes(named(value)).filter((code) => code.endsWith('script-path')),
        [],
        value,
      );
    assert.deepEqual(codes(named('./train.sh', '  files: [train.sh]\n')), []);
  });
});

describe('a script with joined lines', () => {
  const folded = (body: string, style = '>') =>
    `defaults:\n  ttl: 1h\n  user_data: ${style}\n${body
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`))
      .join('\n')}\nparams:\n  - x: 1\n`;
  const codes = (text: string) => check(text).map(({ code, severity }) => `${severity} ${code}`);

  it('is reported if a comment swallows it, or commands run together', () => {
    assert.deepEqual(codes(folded('#!/bin/bash\necho $X\necho done')), ['error folded-script']);
    assert.deepEqual(codes(folded('# go\npython3 t.py $X', '>-')), ['error folded-script']);
    assert.deepEqual(codes(folded('set -e\npython3 t.py $X')), ['warning folded-script']);
    assert.deepEqual(codes(folded('cd /x\n\nset -e\npython3 t.py $X')), ['warning folded-script']);
    const plain = 'defaults:\n  ttl: 1h\n  user_data: cd /tmp\n    echo $X\nparams:\n  - x: 1\n';
    assert.deepEqual(codes(plain), ['warning folded-script']);
    assert.deepEqual(codes(plain.replace('cd /tmp', '"cd /tmp').replace('$X', '$X"')), [
      'warning folded-script',
    ]);
  });

  it('is one long command otherwise', () => {
    for (const body of [
      'python3 train.py\n--lr $X\n--epochs 3',
      'cd /x &&\npython3 t.py $X',
      'docker run\nimage\nbash t.sh $X',
      'X2=1\nY2=2\npython3 t.py $X',
      'aws s3 cp\n  a b\n  --recursive $X',
      'echo one\n\necho $X',
      '#!/bin/bash\n\n\necho $X',
    ])
      assert.deepEqual(codes(folded(body)), [], body);
  });

  it('is unfolded by the fix', () => {
    for (const style of ['>', '>-', '>+', '>2', '> # why'])
      assert.deepEqual(
        codes(fixed(folded('#!/bin/bash\necho $X', style === '>2' ? '>2' : style))),
        [],
        style,
      );
  });
});

describe('a cloud-config', () => {
  const codes = (script: string) =>
    check(block(script)).map(({ severity, code, range }) => `${severity} ${code} ${range.start.line}`);

  it('is applied, and its commands are the script of the run', () => {
    assert.deepEqual(codes('#cloud-config\npackages: [htop]\nruncmd:\n  - echo $X\n'), [
      'information cloud-config 3',
    ]);
    assert.deepEqual(codes('#cloud-config\npackages: [htop]\n'), ['warning cloud-config 3']);
    assert.deepEqual(codes('#cloud-config\n'), ['warning cloud-config 3']);
    assert.deepEqual(codes('#cloud-config\nruncmd: []\n'), ['warning cloud-config 3']);
  });

  it('is reported if cloud-init could not parse it', () => {
    assert.deepEqual(codes('#cloud-config\npackages: [htop\nruncmd: []\n').length, 1);
    assert.deepEqual(codes('#cloud-config\npackages: []\nruncmd: echo $X\n'), [
      'error invalid-cloud-config 5',
    ]);
    assert.deepEqual(codes('#cloud-config\nruncmd:\n  - {a: 1}\n'), ['error invalid-cloud-config 4']);
    assert.deepEqual(codes('#cloud-config\n{runcmd: [x]}\n'), ['error invalid-cloud-config 4']);
    assert.deepEqual(codes('#cloud-config\n- x\n'), ['error invalid-cloud-config 4']);
    assert.deepEqual(codes('\n#cloud-config\nruncmd:\n  - echo $X\n'), ['error late-first-line 4']);
  });
});
