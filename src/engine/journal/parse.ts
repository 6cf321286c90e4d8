import type { JournalEntry } from './entry';

/** Parses one line; undefined for a line that a crash left incomplete, or that isn't an entry of this version. */
export function parseEntry(line: string): JournalEntry | undefined {
  const value = parseLine(line);
  return isEntry(value) ? value : undefined;
}

/** Whether a line isn't even JSON, like one that a crash interrupted. */
export const isTorn = (line: string): boolean => parseLine(line) === undefined;

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const time: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const every =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const shaped =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const found: Readonly<Record<string, unknown>> = { ...value };
    return Object.entries(fields).every(([name, check]) => check(found[name]));
  };
const record =
  (check: Check): Check =>
  (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every(check);

const call = { batch: text, attempt: count, at: time };
const texts = record(text);

const resumeUrls = optional(texts);
const byRole: Check = (value) =>
  shaped({ by: (by) => by === 'role', roleId: optional(text), stsUrl: optional(text), resumeUrls })(value);
const byForm: Check = (value) =>
  shaped({
    by: (by) => by === 'post',
    forms: record(shaped({ status: texts, run: texts })),
    fileUrls: texts,
    resumeUrls,
  })(value);

/** Required fields of each kind of entry. */
const kinds: Readonly<Record<JournalEntry['kind'], Check>> = {
  call: shaped({
    ...call,
    region: text,
    rows: every(count),
    attempts: optional(every(count)),
    instanceType: text,
    availabilityZone: optional(text),
    onDemand: optional(flag),
    access: optional((value) => byRole(value) || byForm(value)),
    digest: text,
  }),
  launched: shaped({ ...call, instances: every(shaped({ run: count, id: text, launchedAt: time })) }),
  refused: shaped({ ...call, failureKind: text, code: text, message: text }),
  'given-up': shaped({
    at: time,
    rows: every(count),
    attempts: optional(every(count)),
    code: text,
    message: text,
  }),
  cancelled: shaped({ at: time, keepRunning: flag, by: text }),
  dropped: shaped({ at: time, rows: every(count), attempts: optional(every(count)), by: text }),
  extended: shaped({ at: time, rows: every(count), until: time, by: text }),
  ended: shaped({ run: count, attempt: optional(count), endedAt: time, reason: optional(text) }),
  stopped: shaped({ run: count, attempt: optional(count), at: time, reason: optional(text) }),
  retried: shaped({
    at: time,
    run: count,
    attempt: count,
    ttlSeconds: optional((value) => count(value) && value !== 0),
    onDemand: optional(flag),
    resume: optional(shaped({ key: text, sha256: text, bytes: count })),
    by: optional(text),
    previous: shaped({
      state: text,
      reason: optional(text),
      exitCode: optional(count),
      endedAt: optional(time),
      instance: optional(
        shaped({
          id: text,
          instanceType: text,
          availabilityZone: optional(text),
          spot: flag,
          publicAddress: flag,
          launchedAt: time,
          startedAt: time,
          goneAt: time,
          expiresAt: optional(time),
        }),
      ),
    }),
  }),
  'secrets-removed': shaped({ at: time }),
};

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const { kind } = value;
  return typeof kind === 'string' && isKind(kind) && kinds[kind](value);
}

const isKind = (kind: string): kind is JournalEntry['kind'] => Object.hasOwn(kinds, kind);
