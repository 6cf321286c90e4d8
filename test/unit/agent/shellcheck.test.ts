import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentParts, agentScript, bootHook, bootScript } from '../../../src/agent/boot-script';

const FOLDER = join('src', 'agent');

describe('the shell text of the agent', function () {
  this.timeout(60_000);

  it('passes shellcheck, with nothing left out', () => {
    const files = readdirSync(FOLDER).filter(
      (name) => name.endsWith('.sh') && !/^boot(?:-hook)?\.sh$/.test(name),
    );
    assert.deepEqual(new Set(agentParts.map(({ name }) => name)), new Set(files));
    const program = [
      '#!/bin/sh\n',
      ...agentParts.map(({ name }) => readFileSync(join(FOLDER, name), 'utf8')),
    ].join('');
    const boots = ['boot.sh', 'boot-hook.sh'].map((name) => readFileSync(join(FOLDER, name), 'utf8'));
    for (const text of [program, ...boots]) {
      const { stdout, status, error } = spawnSync(
        'shellcheck',
        ['--shell=sh', '--enable=all', `--exclude=${STYLE}`, '-'],
        {
          input: text,
          encoding: 'utf8',
        },
      );
      assert.ifError(error);
      assert.equal(status, 0, stdout);
    }
  });

  it('is all ASCII, and free of what cloud-init would take for mail', () => {
    const script = bootScript(
      '',
      60,
      agentScript({
        idle: true,
        background: true,
        checkpoint: true,
        files: true,
        gpu: true,
        largeDisk: true,
        secrets: true,
        stopEarly: true,
      }),
    );
    assert.match(script, /^[\x20-\x7e\n]*$/);
    assert.match(script, /^#!\/bin\/sh\n/);
    assert.doesNotMatch(script, /mime-version:/i);
    assert.match(bootHook(61), /--on-active=2m /);
    assert.match(bootHook(60), /^#!\/bin\/sh\n[\x20-\x7e\n]*$/);
  });
});

/** Optional checks that are taste: braces around every variable, [ ] with all its quotes, a default for every case. */
const STYLE = ['SC2250', 'SC2249', 'SC2310', 'SC2311', 'SC2312', 'SC2248'].join(',');
