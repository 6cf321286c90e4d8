import { t } from '@vscode/l10n';
import { gzipSync } from 'fflate';
import { bootScript } from '../agent/boot-script';
import type { Run } from '../sweep/run';
import { PlanError } from './plan-error';
import type { RecordTarget } from './record-target';
import { type TableOf, tableOf } from './table';

/** Before base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html */
export const USER_DATA_LIMIT = 16_384;

/**
 * The gzip-packed user data of one call that launches `runs` of a batch, in this order: agent, scripts and row table.
 * The same input gives the same bytes, as a repeated client token demands.
 * @throws PlanError when it is larger than 16,384 bytes.
 */
export function userDataOf(
  sweep: TableOf,
  runs: readonly Run[],
  target: RecordTarget | undefined,
): Uint8Array {
  const packed = pack(scriptOf(sweep, runs, target));
  if (packed.length > USER_DATA_LIMIT) throw tooLarge(runs, packed.length);
  return packed;
}

/** Packs user data by size, and remembers what the agent alone takes. */
export class Packer {
  readonly #agentBytes = pack(bootScript('', undefined)).length;

  constructor(
    readonly sweep: TableOf,
    readonly target: RecordTarget | undefined,
  ) {}

  /**
   * True when these runs fit one call. Packing the table alone costs a fraction of packing all, and agent and table
   * apart are about as large as together: only close to the limit is the whole packed to know.
   */
  fits(runs: readonly Run[]): boolean {
    const apart = this.#agentBytes + pack(tableOf(this.sweep, runs, this.target)).length;
    if (apart <= USER_DATA_LIMIT * 0.9) return true;
    if (apart > USER_DATA_LIMIT * 1.2) return false;
    return pack(scriptOf(this.sweep, runs, this.target)).length <= USER_DATA_LIMIT;
  }

  /** The error of runs that do not fit. */
  refusal(runs: readonly Run[]): PlanError {
    return tooLarge(runs, pack(scriptOf(this.sweep, runs, this.target)).length);
  }
}

function scriptOf(sweep: TableOf, runs: readonly Run[], target: RecordTarget | undefined): string {
  return bootScript(tableOf(sweep, runs, target), longestTtl(runs));
}

function longestTtl(runs: readonly Run[]): number | undefined {
  const ttls = runs.flatMap(({ settings }) => settings.ttlSeconds ?? []);
  return ttls.length === 0 ? undefined : Math.ceil(Math.max(...ttls));
}

const pack = (text: string): Uint8Array => gzipSync(new TextEncoder().encode(text), { level: 9, mtime: 0 });

function tooLarge(runs: readonly Run[], bytes: number): PlanError {
  const names = runs.map((run) => run.name);
  return new PlanError(
    'user-data-too-large',
    t(
      'The user data of {0} takes {1} bytes after packing; EC2 takes {2}, and nothing was launched. Move the bulk of the script into a file listed under files:, which travels through S3. (user_data: {file: …} does not help: its text counts too.)',
      names.length === 1 ? t('run {0}', names[0] ?? '') : t('{0} runs', names.length),
      bytes,
      USER_DATA_LIMIT,
    ),
    names,
  );
}
