import { t } from '@vscode/l10n';
import type { Run, Sweep } from '../../sweep/run';
import { type SettingKey, settingTable } from '../../sweep/settings';
import { runsIn } from '../../text/counts';
import { formatSeconds } from '../../text/durations';
import type { ReportBlock, Section } from './report';

/** Names of runs listed one by one. */
const mostNames = 5;

/** What is launched now and was not, or not so, the last time. */
interface Change {
  readonly key: string;
  readonly before: string;
  readonly now: string;
}

/**
 * What changes since the last launch of a file, as the first section of its plan: runs that are new or gone, and the settings and
 * parameters of the others, each with the number of runs that it changes for.
 * @param launched which launch: its id, and when it was
 */
export function changesSection(before: Sweep, now: Sweep, launched: string): Section {
  const earlier = new Map(before.runs.map((run) => [run.name, run]));
  const names = new Set(now.runs.map(({ name }) => name));
  const added = now.runs.filter(({ name }) => !earlier.has(name));
  const gone = before.runs.filter(({ name }) => !names.has(name));
  const counts = new Map<string, { readonly change: Change; runs: number }>();
  for (const run of now.runs) {
    const old = earlier.get(run.name);
    for (const change of old === undefined ? [] : changesOf(old, run)) {
      const key = JSON.stringify(change);
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { change, runs: 1 });
      else known.runs += 1;
    }
  }
  const whole = [
    ...(before.budget === now.budget ? [] : [wholeChange('budget', before.budget, now.budget)]),
    ...(before.maxConcurrent === now.maxConcurrent
      ? []
      : [wholeChange('max_concurrent', before.maxConcurrent, now.maxConcurrent)]),
  ];
  const rows = [
    ...(added.length === 0 ? [] : [[t('runs added'), '', named(added), runsIn(added.length)]]),
    ...(gone.length === 0 ? [] : [[t('runs removed'), named(gone), '', runsIn(gone.length)]]),
    ...whole.map((change) => [change.key, change.before, change.now, '']),
    ...[...counts.values()].map(({ change, runs }) => [change.key, change.before, change.now, runsIn(runs)]),
  ];
  const block: ReportBlock =
    rows.length === 0
      ? { kind: 'text', text: t('Nothing changes: the same runs with the same settings and parameters.') }
      : {
          kind: 'table',
          columns: [t('Change'), t('Before'), t('Now'), t('Runs')],
          rows,
          lines: rows.map(([what, old, fresh, runs]) =>
            [
              `${what}: ${[old, fresh].filter((part) => part !== '').join(' → ')}`,
              ...(runs ? [`(${runs})`] : []),
            ].join(' '),
          ),
        };
  return { title: t('Changes since the last launch ({0})', launched), level: 2, blocks: [block] };
}

const named = (runs: readonly Run[]): string =>
  [
    ...runs.slice(0, mostNames).map(({ name }) => name),
    ...(runs.length > mostNames ? [t('and {0} more', runs.length - mostNames)] : []),
  ].join(', ');

const wholeChange = (key: string, before: number | undefined, now: number | undefined): Change => ({
  key,
  before: shown(before),
  now: shown(now),
});

function changesOf(before: Run, now: Run): readonly Change[] {
  const keys = new Set([...before.parameters.keys(), ...now.parameters.keys()]);
  return [
    ...[...keys].flatMap((key) => change(key, before.parameters.get(key), now.parameters.get(key))),
    ...settingKeys.flatMap((key) => {
      const { field } = settingTable[key];
      return change(key, before.settings[field], now.settings[field]);
    }),
    // The text of a script in another file isn't part of the record.
    ...(before.settings.userData === undefined || before.settings.userData === now.settings.userData
      ? []
      : [{ key: 'user_data', before: t('script'), now: t('changed script') }]),
  ];
}

const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(settingTable, key);
const settingKeys = Object.keys(settingTable).filter(isSettingKey);

function change(key: string, before: unknown, now: unknown): readonly Change[] {
  const [old, fresh] = [shown(before, key), shown(now, key)];
  return old === fresh ? [] : [{ key, before: old, now: fresh }];
}

const shown = (value: unknown, key = ''): string => {
  if (value === undefined) return t('none');
  if (typeof value === 'number' && (key === 'ttl' || key === 'idle_timeout')) return formatSeconds(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ');
  return JSON.stringify(value);
};
