import { t } from '@vscode/l10n';
import { filesKey } from '../agent/record';
import { environmentOf } from '../sweep/environment';
import type { Run, RunSettings } from '../sweep/run';
import { attemptOf, firstAttempt, type RunAttempt } from './attempt';
import { Boots } from './boot-parts';
import { encode } from './encode';
import { endsInstance } from './ends-instance';
import { PlanError } from './plan-error';
import { type FormFields, filesKeyOf, type RecordTarget, type WriteAccess } from './record-target';
import { type SecretAccess, secretLines } from './secrets';

/** The maximum size of `NAME=value` with its terminator that Linux passes to a program (MAX_ARG_STRLEN), in bytes. */
const longestVariable = 131_072;

export interface TableOf {
  readonly sweepId: string;
  readonly sweepName: string;
  readonly size: number;
  /** The output of `agentScript` when the sweep was launched; by default, the script of this version for these runs. */
  readonly agent?: string;
  /** Where instances read secrets; undefined: no run has any. */
  readonly secrets?: SecretAccess | undefined;
}

/** Where the instances of a call write, and with which permissions. */
export interface RecordAccess {
  readonly target: RecordTarget;
  readonly access: WriteAccess;
  /** The result of `proofOf` for the call. */
  readonly proof: string;
}

/**
 * The rows of one call as `spored` reads them, one line of ASCII per fact: first the facts that all runs share, then
 * for each run, after a line `=`, its own. `c` configures the agent, `e` the environment, `fs` and `fr` are fields of
 * the upload forms for the status and for the rest, `r` is a pattern of results, `v` a secret variable with the
 * location of its value, `s<n>` a script: each distinct script is included once.
 * @param late hash of the object with the late parts of the agent
 * @throws PlanError if a value can't be passed to a program at all.
 */
export function launchTableOf(
  sweep: TableOf,
  runs: readonly RunAttempt[],
  record: RecordAccess | undefined,
  late?: string,
): string {
  const boots = new Boots();
  const scripts = new Map<string, number>();
  for (const { settings } of runs) {
    const { script } = boots.of(settings.userData);
    if (script !== undefined && !scripts.has(script)) scripts.set(script, scripts.size);
  }
  // Most runs share their settings, whose lines are written and counted once for all of them.
  const shared = new Map<RunSettings, { readonly lines: readonly string[]; rows: number }>();
  const uses = new Map<string, number>();
  const use = (lines: readonly string[], rows: number): void => {
    for (const line of lines) uses.set(line, (uses.get(line) ?? 0) + rows);
  };
  const rows = runs.map((run) => {
    let settings = shared.get(run.settings);
    if (settings === undefined) {
      settings = { lines: settingsLines({ ...sweep, late }, run, scripts, boots, record), rows: 0 };
      shared.set(run.settings, settings);
    }
    settings.rows += 1;
    const row = { own: runLines(sweep, run, record), settings, environment: environmentLines(sweep, run) };
    use(row.own, 1);
    use(row.environment, 1);
    return row;
  });
  for (const { lines, rows } of shared.values()) use(lines, rows);
  const isCommon = (line: string): boolean => uses.get(line) === runs.length;
  const [first] = rows;
  const common = first === undefined ? [] : [...first.own, ...first.settings.lines, ...first.environment];
  const rest = new Map([...shared.values()].map((one) => [one, one.lines.filter((line) => !isCommon(line))]));
  const lines = [
    ...[...scripts].map(([script, number]) => `s${number}=${encode(script)}`),
    ...new Set(common.filter(isCommon)),
  ];
  for (const { own, settings, environment } of rows) {
    lines.push('=');
    for (const line of own) if (!isCommon(line)) lines.push(line);
    for (const line of rest.get(settings) ?? []) lines.push(line);
    for (const line of environment) if (!isCommon(line)) lines.push(line);
  }
  return [...lines, ''].join('\n');
}

/** The user data if the table is in the bucket: its location there, compressed. */
export function tableReference({ target }: RecordAccess, key: string, sha256: string): string {
  const facts = {
    bucket_url: target.bucketUrl,
    owner: target.owner,
    region: target.region,
    write: target.write,
    table: key,
    table_sha256: sha256,
  };
  return Object.entries(facts)
    .map(([fact, value]) => `c${fact}=${encode(value)}\n`)
    .join('');
}

const line = (key: string, value: string | number): string => `c${key}=${encode(String(value))}`;

function runLines(
  { sweepId }: TableOf,
  run: RunAttempt,
  record: RecordAccess | undefined,
): readonly string[] {
  const { index, name, resume } = run;
  const lines = [
    line('sweep', sweepId),
    line('index', index),
    line('attempt_no', attemptOf(run)),
    line('name', name),
  ];
  const { access } = record ?? {};
  const url = access?.resumeUrls?.[index];
  if (resume !== undefined && url !== undefined) {
    lines.push(
      line('resume_url', url),
      line('resume_sha256', resume.sha256),
      line('resume_bytes', resume.bytes),
    );
  }
  const forms = access?.by === 'post' ? access.forms[index] : undefined;
  if (forms === undefined) return lines;
  return [...lines, ...formLines('s', forms.status), ...formLines('r', forms.run)];
}

const formLines = (kind: 's' | 'r', fields: FormFields): readonly string[] =>
  Object.entries(fields).map(([field, value]) => `f${kind}${field}=${encode(value)}`);

/** Each line once, and the same for all runs with these settings. `run`: one of them, which errors name. */
function settingsLines(
  { late, secrets, sweepId }: TableOf & { readonly late: string | undefined },
  run: Run,
  scripts: ReadonlyMap<string, number>,
  boots: Boots,
  record: RecordAccess | undefined,
): readonly string[] {
  const { settings } = run;
  const lines = new Set<string>();
  const set = (key: string, value: string | number | undefined): void => {
    if (value !== undefined) lines.add(line(key, value));
  };
  set('ttl', settings.ttlSeconds === undefined ? undefined : Math.ceil(settings.ttlSeconds));
  set('idle', settings.idleTimeoutSeconds === undefined ? undefined : Math.ceil(settings.idleTimeoutSeconds));
  set('on_complete', settings.onComplete);
  set('spot', settings.spot ? 1 : undefined);
  if (settings.checkpoint !== undefined) {
    set('checkpoint', settings.checkpoint.path);
    set('checkpoint_every', Math.ceil(settings.checkpoint.everySeconds));
  }
  set('waits', settings.waitsForBackground === true ? 'background' : undefined);
  set('metrics', settings.metrics);
  set('more', late);
  const { stopEarly } = settings;
  if (stopEarly !== undefined) {
    set('stop_metric', JSON.stringify(stopEarly.metric).slice(1, -1));
    for (const key of ['goal', 'rule', 'first', 'factor', 'least'] as const)
      set(`stop_${key}`, stopEarly[key]);
  }
  if (settings.userData !== undefined) {
    refuseNul(run, 'user_data', settings.userData);
    const { script = '' } = boots.of(settings.userData);
    set('script', scripts.get(script));
    set('ends', endsInstance(script) ? 1 : undefined);
  }
  if (record !== undefined) {
    const { access, proof, target } = record;
    const files = filesKeyOf(settings.files);
    const pack = target.files?.[files];
    set('bucket_url', target.bucketUrl);
    set('owner', target.owner);
    set('proof', proof);
    set('region', target.region);
    set('write', target.write);
    if (pack !== undefined) {
      set('files', filesKey(sweepId, pack.sha256));
      set('files_sha256', pack.sha256);
    }
    if (access.by === 'role') {
      set('role_id', access.roleId);
      set('sts_url', access.stsUrl);
    } else if (pack !== undefined) set('files_url', access.fileUrls[files]);
  }
  for (const pattern of settings.results) lines.add(`r=${encode(pattern)}`);
  if (secrets !== undefined) for (const one of secretLines(settings, secrets)) lines.add(one);
  return [...lines];
}

function environmentLines({ size, sweepId, sweepName }: TableOf, run: RunAttempt): readonly string[] {
  const attempt = attemptOf(run);
  const { checkpoint, retry } = run.settings;
  const hasAttempts = attempt !== firstAttempt || retry !== undefined || checkpoint !== undefined;
  const lines = hasAttempts ? [`eSPAWN_ATTEMPT=${attempt}`] : [];
  for (const [variable, value] of environmentOf(run, { id: sweepId, name: sweepName, size })) {
    refuseNul(run, variable, value);
    const text = `e${variable}=${encode(value)}`;
    if (text.length >= longestVariable) refuseLong(run, variable, value);
    lines.push(text);
  }
  return lines;
}

function refuseNul(run: Run, what: string, value: string): void {
  if (!value.includes('\0')) return;
  throw new PlanError(
    'nul-character',
    t(
      "Run {0}: {1} contains a NUL character, which isn't allowed in an environment variable or script: remove it, or send the data in a file (files:).",
      run.name,
      what,
    ),
    [run.name],
  );
}

function refuseLong(run: Run, variable: string, value: string): void {
  const bytes = new TextEncoder().encode(`${variable}=${value}`).length + 1;
  if (bytes <= longestVariable) return;
  throw new PlanError(
    'parameter-too-large',
    t(
      'Run {0}: {1} has {2} bytes. Linux passes at most {3} bytes in one variable: send the data in a file (files:) instead.',
      run.name,
      variable,
      bytes,
      longestVariable,
    ),
    [run.name],
  );
}
