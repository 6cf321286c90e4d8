import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bootScript } from '../../../src/agent/boot-script';
import {
  type CheckpointManifest,
  parseCheckpointKey,
  parseCheckpointManifest,
} from '../../../src/agent/record';
import { agentFor } from '../../../src/plan/agent';
import { encode } from '../../../src/plan/encode';
import { launchTableOf, type RecordAccess } from '../../../src/plan/table';
import { callDataOf } from '../../../src/plan/user-data';
import type { RunSettings } from '../../../src/sweep/run';
import type { FakeCloud, Stored } from './fake-cloud';
import { planOf, runOf, targetOf } from './sweeps';

/** A run with this checkpoint, which may continue from the one of an earlier attempt. */
export function attemptOf(
  cloud: FakeCloud,
  script: string,
  settings: Partial<RunSettings>,
  resume?: { readonly body: Buffer; readonly sha256?: string; readonly missing?: true },
  record: RecordAccess = readingTarget(cloud),
): Uint8Array {
  const runs = [runOf(0, { userData: script, ...settings })];
  const facts: Readonly<Record<string, string>> =
    resume === undefined
      ? {}
      : {
          resume_url: `${cloud.address}/presigned/checkpoint`,
          resume_sha256: resume.sha256 ?? createHash('sha256').update(resume.body).digest('hex'),
          resume_bytes: String(resume.body.length),
        };
  if (resume !== undefined && resume.missing !== true) cloud.readable.set('checkpoint', resume.body);
  const lines = Object.entries(facts).map(([fact, value]) => `c${fact}=${encode(value)}\n`);
  const [late] = callDataOf(planOf(1), runs, record).tables;
  if (late !== undefined) cloud.readable.set(late.key, Buffer.from(late.body));
  const hash = /tables\/(\w+)\.gz$/.exec(late?.key ?? '')?.[1];
  const table = launchTableOf(planOf(1), runs, record, hash) + lines.join('');
  return gzipSync(bootScript(table, settings.ttlSeconds, agentFor(runs)));
}

/** Instances that read the late parts of the agent from the bucket. */
function readingTarget(cloud: FakeCloud): RecordAccess {
  const { access, proof, target } = targetOf(cloud);
  return { access, proof, target: { ...target, tables: true } };
}

/** What was saved, in its order: whole, as its manifest describes it. */
export function savedIn(
  writes: readonly Stored[],
): readonly (CheckpointManifest & { readonly body: Buffer })[] {
  const slots = new Map<number, Buffer>();
  return writes.flatMap(({ body, key }) => {
    const found = parseCheckpointKey(key);
    if (found?.part === 'data') slots.set(found.slot, body);
    if (found?.part !== 'manifest') return [];
    const manifest = parseCheckpointManifest(body.toString());
    const data = slots.get(found.slot);
    assert.ok(manifest !== undefined && data !== undefined, body.toString());
    assert.equal(found.slot, manifest.sequence % 2);
    assert.equal(data.length, manifest.bytes);
    assert.equal(createHash('sha256').update(data).digest('hex'), manifest.sha256);
    assert.ok(manifest.at > 1_700_000_000);
    return [{ ...manifest, body: data }];
  });
}

/** What tar says is in a checkpoint, and the content of one of its files. */
export const namesIn = (body: Buffer): readonly string[] => tar(['-tzf', '-'], body).split('\n').slice(0, -1);
export const fileIn = (body: Buffer, name: string): string => tar(['-xOzf', '-', name], body);
export const contentOf = (body: Buffer, name: string): Buffer => extracted(['-xOzf', '-', name], body);

/** A checkpoint of a folder that this script fills. */
export function packedFolder(script: string, name = '.'): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'spawn-checkpoint-'));
  try {
    run('sh', ['-euc', script], folder);
    // With names as they are, also those that lead elsewhere.
    run('tar', ['-czPf', '../packed', name], folder);
    return readFileSync(join(folder, '../packed'));
  } finally {
    rmSync(join(folder, '../packed'), { force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

const tar = (args: readonly string[], input: Buffer): string => extracted(args, input).toString();

function extracted(args: readonly string[], input: Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync('tar', args, { input, maxBuffer: 64 * 1024 * 1024 });
  assert.equal(status, 0, stderr.toString());
  return stdout;
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
