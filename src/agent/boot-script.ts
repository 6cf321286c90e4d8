import boot from './boot.sh';
import hook from './boot-hook.sh';
import checkpoint from './checkpoint.sh';
import clock from './clock.sh';
import files from './files.sh';
import finish from './finish.sh';
import gpu from './gpu.sh';
import idle from './idle.sh';
import imds from './imds.sh';
import left from './left.sh';
import linger from './linger.sh';
import log from './log.sh';
import main from './main.sh';
import memory from './memory.sh';
import metrics from './metrics.sh';
import more from './more.sh';
import parts from './parts.sh';
import results from './results.sh';
import resume from './resume.sh';
import row from './row.sh';
import run from './run.sh';
import s3 from './s3.sh';
import secrets from './secrets.sh';
import sign from './sign.sh';
import stop from './stop.sh';
import ttl from './ttl.sh';
import watch from './watch.sh';

/** Features of the agent that only some sweeps need. */
export interface AgentNeeds {
  /** Some run has an `idle_timeout`. */
  readonly idle: boolean;
  /** Some run waits for the background processes of its script. */
  readonly background: boolean;
  /** Some run has a `checkpoint`. */
  readonly checkpoint: boolean;
  /** Some run has `files`. */
  readonly files: boolean;
  /** Some run has a disk with space for results of more than 5 GB. */
  readonly largeDisk: boolean;
  /** Some run has an instance type with GPUs, or an `idle_timeout`, which checks GPUs. */
  readonly gpu: boolean;
  /** Some run has secrets. */
  readonly secrets: boolean;
  /** The sweep has `stop_early`. */
  readonly stopEarly: boolean;
}

/**
 * The parts of `spored`, the program that runs on the instance, in their order. `for`: omitted if nothing needs them.
 * `late`: not in the program itself, as nothing waits for it; see `more.sh`.
 */
export const agentParts: readonly {
  readonly name: string;
  readonly text: string;
  readonly for?: keyof AgentNeeds;
  readonly late?: true;
}[] = [
  { name: 'clock.sh', text: clock },
  { name: 'ttl.sh', text: ttl },
  { name: 'row.sh', text: row },
  { name: 'imds.sh', text: imds },
  { name: 'sign.sh', text: sign },
  { name: 's3.sh', text: s3 },
  { name: 'parts.sh', text: parts, for: 'largeDisk' },
  { name: 'results.sh', text: results },
  { name: 'log.sh', text: log },
  { name: 'files.sh', text: files, for: 'files' },
  { name: 'resume.sh', text: resume, for: 'checkpoint' },
  { name: 'run.sh', text: run },
  { name: 'secrets.sh', text: secrets, for: 'secrets' },
  { name: 'gpu.sh', text: gpu, for: 'gpu' },
  { name: 'idle.sh', text: idle, for: 'idle' },
  { name: 'watch.sh', text: watch },
  { name: 'left.sh', text: left },
  { name: 'linger.sh', text: linger, for: 'background' },
  { name: 'memory.sh', text: memory },
  { name: 'finish.sh', text: finish },
  { name: 'more.sh', text: more },
  { name: 'metrics.sh', text: metrics, late: true },
  { name: 'stop.sh', text: stop, for: 'stopEarly', late: true },
  { name: 'checkpoint.sh', text: checkpoint, for: 'checkpoint', late: true },
  { name: 'main.sh', text: main },
];

/** Separates, in what a record keeps of an agent, the late parts from the script. */
const lateMark = '@LATE@\n';

/**
 * The agent of this version, with places for the table and the TTL, and its late parts. A sweep's record keeps it, so that
 * another version of Spawn can repeat a launch call byte for byte.
 */
export function agentScript(needs: AgentNeeds): string {
  const parts = agentParts.filter((part) => part.for === undefined || needs[part.for]);
  const textOf = (late: boolean): string =>
    parts.flatMap((part) => (Boolean(part.late) === late ? [bare(part.text)] : [])).join('');
  return bare(boot).replace('@SPORED@\n', () => `#!/bin/sh\n${textOf(false)}`) + lateMark + textOf(true);
}

/** What an instance may read after its boot; empty in agents of earlier versions. @param agent as `agentScript` returned it */
export const lateParts = (agent: string): string => agent.split(lateMark)[1] ?? '';

/**
 * The script that an instance runs at its first boot. `table` is text of `plan/table.ts`. The TTL, in seconds, is armed
 * before anything else, and is the longest of all rows until the instance knows its own.
 *
 * @param agent the output of `agentScript` when the sweep was launched
 */
export function bootScript(table: string, ttlSeconds: number | undefined, agent: string): string {
  const minutes = ttlSeconds === undefined ? 0 : Math.ceil(ttlSeconds / 60);
  const [script = ''] = agent.split(lateMark);
  return script.replace('@MINUTES@', () => String(minutes)).replace('@TABLE@\n', () => table);
}

/**
 * Runs before cloud-init applies a cloud-config: arms the TTL, so that a hanging package or command cannot run
 * indefinitely. The boot script, which runs last, replaces it.
 */
export const bootHook = (ttlSeconds: number): string =>
  hook.replace('@MINUTES@', () => String(Math.ceil(ttlSeconds / 60)));

/** Removes comments and indentation, since every byte of user data counts. */
const bare = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && (!line.startsWith('#') || line.startsWith('#!')))
    .map((line) => `${line}\n`)
    .join('');
