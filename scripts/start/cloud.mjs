// The local cloud of this user: the one that runs, or a new one.
import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

/**
 * @param {string} state its state folder
 * @param {string} program its bundle
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ pid: number, stop?: () => Promise<void> }>} `stop` only where this call started it
 */
export async function startLocalCloud(state, program, env = process.env) {
  const running = await find(state);
  if (running !== undefined) return { pid: running };
  // In a process group of its own: Ctrl-C reaches it through `stop`, after VS Code has gone.
  const child = spawn(process.execPath, [program, '--state', state], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint = (complaint + text).slice(-4000);
  });
  const exited = once(child, 'exit');
  const ready = once(child.stdout, 'data');
  const refused = exited.then(([code]) => {
    throw new Error(complaint.trim() || `The local cloud ended (exit code ${code}).`);
  });
  await Promise.race([ready, refused]);
  refused.catch(() => undefined);
  child.stdout.resume();
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exited;
  };
  return { pid: child.pid, stop };
}

/** Process id of the local cloud that answers for this state folder. */
async function find(state) {
  const file = path.join(state, 'cloud.json');
  if (!fs.existsSync(file)) return undefined;
  const { endpoint, pid, secretAccessKey } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const nonce = crypto.randomBytes(32).toString('hex');
  const health = `${endpoint}/_spawn/health?nonce=${nonce}`;
  const answer = await fetch(health, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
  if (answer === undefined || !answer.ok) return undefined;
  const proof = crypto.createHmac('sha256', secretAccessKey).update(`spawn-local-health ${pid} ${nonce}`);
  return (await answer.json()).proof === proof.digest('hex') ? pid : undefined;
}
