import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { unpackUserData } from '../../../src/local/compute/user-data';
import { packedSizeOf, planSweep, userDataOf } from '../../../src/plan/plan';
import { IDENTITY, runOf, sweepOf, TARGET } from './runs';

const CONFIG = `#cloud-config
# café
packages: [htop]
runcmd:
  - echo "$LR"
  - [touch, "/tmp/it's here"]
write_files:
  - path: /etc/x
    permissions: 0644
    content: |
      naïve
`;

/** The parts of an archive as Python reads them, which cloud-init is written in. */
function partsOf(text: string): readonly { readonly type: string; readonly text: string }[] {
  const program = `
import email, json, sys
message = email.message_from_string(sys.stdin.buffer.read().decode())
print(json.dumps([{'type': part.get_content_type(), 'text': part.get_payload(decode=True).decode()}
  for part in message.walk() if part.get_content_maintype() != 'multipart']))`;
  const { stdout, stderr, error } = spawnSync('python3', ['-c', program], { input: text, encoding: 'utf8' });
  assert.ifError(error);
  assert.equal(stderr, '');
  const parts: unknown = JSON.parse(stdout);
  assert.ok(Array.isArray(parts));
  return parts;
}

const archive = (userData: string, ttl: object = { ttlSeconds: 600 }): string => {
  const runs = [0, 1].map((index) => runOf(index, { userData, ...ttl }));
  return gunzipSync(userDataOf(planSweep(sweepOf(runs), IDENTITY, TARGET), runs, TARGET)).toString();
};

describe('user data with a cloud-config', () => {
  it('is three parts: the boothook that limits the cost, what cloud-init applies, and the agent with the commands as its script', () => {
    const [hook, config, script, ...others] = partsOf(archive(CONFIG));
    assert.deepEqual(others, []);
    assert.equal(hook?.type, 'text/cloud-boothook');
    assert.match(hook.text, /^#!\/bin\/sh\n[\s\S]* --on-active=10m systemctl -i poweroff/);
    assert.equal(config?.type, 'text/cloud-config');
    assert.equal(config.text.trimEnd(), CONFIG.replace(/runcmd:\n.*\n.*\n/, '').trimEnd());
    assert.equal(script?.type, 'text/x-shellscript');
    assert.match(script.text, /^#!\/bin\/sh\n/);
    assert.ok(
      script.text.includes(`\ns0=#!/bin/sh\\necho "$LR"\\n'touch' '/tmp/it'\\\\''s here'\\n\n`),
      script.text.slice(-600),
    );
  });

  it('has no end where the runs have none, and is the script alone where nothing is left to apply', () => {
    const types = partsOf(archive(CONFIG, { ttlSeconds: undefined })).map(({ type }) => type);
    assert.deepEqual(types, ['text/cloud-config', 'text/x-shellscript']);
    assert.match(archive('#cloud-config\nruncmd:\n  - echo $LR\n'), /^#!\/bin\/sh\n/);
  });

  it('is shared by the runs of a call', () => {
    const other = CONFIG.replace('htop', 'jq');
    const commands = CONFIG.replace('echo "$LR"', 'echo other');
    const runs = [CONFIG, commands, other, CONFIG, 'echo'].map((userData, index) =>
      runOf(index, { userData }),
    );
    const { batches } = planSweep(sweepOf(runs), IDENTITY, TARGET);
    assert.deepEqual(
      batches.map((batch) => batch.runs.map(({ index }) => index)),
      [[0, 1, 3], [2], [4]],
    );
    assert.ok(packedSizeOf(CONFIG) > packedSizeOf('echo'));
  });

  it('runs its commands in the local cloud, which reports that it applies nothing else', () => {
    const data = unpackUserData(Buffer.from(archive(CONFIG)).toString('base64')).toString();
    assert.match(data, /^#!\/bin\/sh\necho 'cloud-init: the local cloud applies no cloud-config/);
    assert.ok(data.endsWith('\n'));
    const [, , script] = partsOf(archive(CONFIG));
    assert.equal(data.replace(/\necho 'cloud-init.*/, '').trimEnd(), script?.text.trimEnd());
  });
});
