import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { scriptFindings } from '../../../../src/sweep/script/checks';
import { type ScriptFacts, scriptFactsOf } from '../../../../src/sweep/script/facts';
import { scanShell } from '../../../../src/sweep/script/scan';
import type { ShellParser } from '../../../../src/sweep/script/shell';
import { realShell } from '../shell';

let shell: ShellParser;
before(async () => {
  shell = await realShell();
});

const facts = (text: string): ScriptFacts => {
  const found = scriptFactsOf(text, shell);
  assert.ok(found !== undefined, text);
  return found;
};

/** `code "marked text"` of a script whose runs have `$X`, and whose instances end with it. */
const told = (text: string): readonly string[] =>
  scriptFindings(text, scriptFactsOf(text, shell), {
    provided: new Set(['X']),
    endsInstance: true,
    waits: false,
    ownImage: false,
  }).map(({ code, span }) => `${code} ${JSON.stringify(text.slice(span.start, span.end))}`);

/** Scripts, and the variables of each that nothing sets. */
const SCRIPTS: readonly { readonly text: string; readonly unset: readonly string[] }[] = readFileSync(
  'test/fixtures/scripts/variables.txt',
  'utf8',
)
  .split(/^%%/m)
  .slice(1)
  .map((block) => {
    const [names = '', ...lines] = block.split('\n');
    return { text: lines.slice(0, -1).join('\n'), unset: names.split(' ').filter((name) => name !== '') };
  });

describe('the variables of a script', () => {
  it('are reported if nothing sets them, and only then', () => {
    assert.ok(SCRIPTS.length > 60);
    for (const { text, unset } of SCRIPTS)
      assert.deepEqual(
        told(text).filter((each) => !each.startsWith('unclosed')),
        unset.map((name) => `unknown-variable "${name}"`),
        text,
      );
  });

  it('are at the reported position, in any script and in any part of one', () => {
    const texts = SCRIPTS.map(({ text }) => text);
    const corpus = [
      ...texts,
      ...texts.map((text, at) => `${text}\n${texts[(at * 7 + 3) % texts.length] ?? ''}`),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...corpus), fc.nat(), fc.nat(), (whole, from, length) => {
        const start = from % whole.length;
        const text = whole.slice(start, start + 1 + (length % (whole.length - start)));
        const { masked, hereTexts } = scanShell(text);
        assert.equal(masked.length, text.length);
        assert.equal(masked.split('\n').length, text.split('\n').length);
        for (const { body, closing } of hereTexts)
          assert.ok(body.start <= body.end && body.end <= closing.start && closing.end <= text.length, text);
        const found = scriptFactsOf(text, shell);
        for (const { name, start, end } of [...(found?.reads ?? []), ...(found?.writes ?? [])])
          assert.equal(text.slice(start, end), name, text);
      }),
      { numRuns: 500 },
    );
  }).timeout(60_000);

  it('are set by a program’s own environment for that program alone', () => {
    const { writes } = facts('A=1 B=2 python3 x.py; C=3; D=4 export E');
    assert.deepEqual(
      writes.map(({ name, passed }) => `${name} ${passed}`),
      ['A true', 'B true', 'C false', 'D true', 'E false'],
    );
  });
});

describe('a script that is written in another language', () => {
  it('is not read as a shell’s, nor is one whose interpreter is not known', () => {
    for (const program of [
      'fish',
      'pwsh',
      'groovy',
      'node',
      'python3',
      'zsh',
      'nu',
      'make -f',
      'lua',
      'awk -f',
      'Rscript',
    ])
      assert.equal(scriptFactsOf(`#!/usr/bin/${program}\nset foo 1\necho $foo`, shell), undefined, program);
    for (const line of [
      '#!/bin/sh',
      '#! /bin/bash -eu',
      '#!/usr/bin/env bash',
      '#!/usr/bin/env -S bash -e',
      '#!/bin/dash',
      '#!/bin/busybox sh',
    ])
      assert.ok(scriptFactsOf(`${line}\necho $foo`, shell) !== undefined, line);
  });
});

describe('shell lines in another program', () => {
  const within = (target: string, ...lines: readonly string[]): string =>
    `cat > ${target} <<'EOF'\n${lines.join('\n')}\nEOF\necho $X`;

  it('are reported if the program would run them', () => {
    assert.deepEqual(
      told(within('t.py', "x = '''a", "b'''", 'aws s3 cp a b', "# it's", '  spored complete')),
      ['shell-in-here-document "aws s3 cp a b"', 'shell-in-here-document "spored complete"'],
    );
    assert.deepEqual(told(within('t.js', '/* a', '*/', 'spored upload x')).length, 1);
    assert.deepEqual(
      told("cd /x && sudo -u u python3 - <<'EOF'\nimport os\naws s3 ls\nEOF\necho $X").length,
      1,
    );
  });

  it('are left alone in strings, comments and data', () => {
    const texts = [
      within('t.py', "CMD = '''", 'aws s3 cp a b', "'''"),
      within('t.py', 'CMD = """', 'spored complete --status success', '""" % x'),
      within('t.py', 'x = f"""', '{a["b"]}', 'aws s3 ls', '"""'),
      within('t.js', 'const x = `', 'aws s3 ls', '`'),
      within('t.js', '/*', 'aws s3 ls', '*/'),
      within('t.go', 'x := `', 'aws s3 ls', '`'),
      within('t.R', 'x <- "', 'aws s3 ls', '"'),
      within('t.lua', 'x = [[', 'aws s3 ls', ']]'),
      within('t.lua', '--[==[', 'aws s3 ls', ']==]'),
      within('t.jl', '#=', 'aws s3 ls', '=#'),
      within('t.rb', 'x = <<~SH', 'aws s3 ls', 'SH'),
      within('t.pl', 'print <<SH;', 'aws s3 ls', 'SH'),
      within('t.sql', "insert into x values ('", 'aws s3 ls', "')"),
      within('buildspec.yml', 'commands: |', '  aws s3 cp a b'),
      within('Makefile', 'all:', '\taws s3 cp a b'),
      within('notes.txt', 'aws s3 cp a b'),
      within('run.sh', 'aws s3 cp a b'),
      "bash -s <<'EOF'\naws s3 ls\nEOF\necho $X",
      "ssh host bash <<'EOF'\naws s3 ls\nEOF\necho $X",
    ];
    for (const text of texts) assert.deepEqual(told(text), [], text);
  });
});

describe('an end that is never reached', () => {
  it('is reported for commands that block the script forever', () => {
    for (const script of [
      'while true; do echo $X; sleep 1; done',
      'while :; do sleep 60; done',
      'until false; do :; done',
      'for ((;;)); do sleep 1; done',
      'while [[ 1 ]]; do sleep 1; done > log',
      'set -e; while true; do echo $X; sleep 1; done',
      'sleep infinity',
      'tail -f /var/log/x',
      'tail -n 5 --follow=name x',
      'trap "rm -f x" EXIT; while true; do sleep 1; done',
    ])
      assert.equal(told(script).filter((each) => each.startsWith('never-ends')).length, 1, script);
  });

  it('is not reported for commands that something ends', () => {
    for (const script of [
      'tail --pid=$! -f /dev/null; echo $X',
      'tail -f x --pid $!; echo $X',
      'tail -f x | head -1; echo $X',
      'timeout 10 tail -f x; echo $X',
      'sleep infinity & echo $X',
      'while true; do test -f x && break; sleep 1; done',
      'while true; do read -r l || exit; done',
      'die() { exit 1; }\nwhile true; do check || die; done',
      'a() { b; }\nb() { kill $$; }\nwhile true; do a; done',
      'set -e\nwhile true; do test ! -f done; sleep 1; done',
      '#!/bin/bash -e\nwhile true; do [ ! -f done ]; sleep 1; done',
      'set -euo pipefail\nwhile true; do curl x; sleep 1; done',
      'set -o errexit\nwhile true; do (( n++ )); done',
      `while true; do : "\${STOP:?}"; sleep 1; done`,
      'while true; do . ./step.sh; done',
      'while true; do sudo shutdown -h now; sleep 1; done',
      'while true; do aws ec2 terminate-instances --instance-ids $X; sleep 9; done',
      '(sleep 60; kill $$) &\nwhile true; do sleep 1; done',
      'trap "exit 0" USR1\nwhile true; do sleep 1; done',
    ])
      assert.deepEqual(
        told(script).filter((each) => each.startsWith('never-ends')),
        [],
        script,
      );
  });
});

describe('success that is reported whatever happened', () => {
  const batch =
    '#!/bin/bash\naws s3 cp s3://b/$X /tmp/in\npython3 p.py\naws s3 cp /tmp/out s3://b/\nspored complete --status success\n';

  it('is reported with its cost, and fixed by `set -e`', () => {
    const [finding, ...others] = scriptFindings(batch, facts(batch), {
      provided: new Set(['X']),
      endsInstance: true,
      waits: false,
      ownImage: false,
    });
    assert.deepEqual(others, []);
    assert.equal(finding?.code, 'hidden-failure');
    assert.equal(finding.severity, 'information');
    assert.match(finding.message, /^The run is reported as succeeded even if `aws s3 cp` fails/);
    const [edit] = finding.fixes[0]?.edits ?? [];
    assert.ok(edit !== undefined);
    const mended = batch.slice(0, edit.span.start) + edit.newText + batch.slice(edit.span.end);
    assert.equal(mended, batch.replace('bash\n', 'bash\nset -e\n'));
    assert.deepEqual(told(mended), []);
  });

  it('is not reported if an error is checked', () => {
    for (const script of [
      batch.replace('bash\n', 'bash\nset -euo pipefail\n'),
      batch.replace('#!/bin/bash', '#!/bin/bash -e'),
      batch.replace('bash\n', "bash\ntrap 'spored complete --status failed; exit 1' ERR\n"),
      'python3 p.py $X && spored complete --status success',
      'if python3 p.py $X; then spored complete --status success; fi',
      'echo $X\nspored complete --status success',
      'python3 p.py $X || exit 1\nspored complete --status success',
      'python3 p.py $X\nspored complete --status failed',
      'python3 p.py $X\nspored complete',
    ])
      assert.deepEqual(told(script), [], script);
    assert.equal(told('python3 p.py $X\nspored complete --status=success --message ok\nexit 0').length, 1);
  });
});
