import { t } from '@vscode/l10n';
import type { Prices } from '../cost/price';
import type { SweepDocument } from '../sweep/document';
import {
  checkpointKeyDocs,
  distributionDocs,
  fileKeyDocs,
  metricKeyDocs,
  randomKeyDocs,
  retryKeyDocs,
  runKeyDocs,
  stopEarlyKeyDocs,
  topLevelKeyDocs,
} from '../sweep/generated/keys';
import { amiNames, imageTitle } from '../sweep/images';
import { isReservedKey, type ReservedKey } from '../sweep/keys';
import { narrowableTemplates, policyTemplates } from '../sweep/policy';
import type { SweepDefaults } from '../sweep/run';
import type { Position } from '../sweep/text';
import { ours, verbatim } from '../text/markdown';
import { onlyBucket } from './buckets';
import { completeScript } from './complete-script';
import type { Completion, Draft } from './completion';
import { meaningOfCredits } from './credits';
import { type Cursor, cursorAt } from './cursor';
import { describeType, inOrderOfChoice } from './instance-type';
import { meaningOfMarket } from './market-meaning';
import { snippetAfter } from './openings';
import { meaningOfPolicy } from './policy-meaning';
import { regions } from './regions';
import { scriptAt } from './script-at';
import { meaningOfSecret } from './secret-meaning';
import { seenValues } from './seen-values';

export type { Completion } from './completion';

export interface LanguageConfig {
  readonly defaults: SweepDefaults;
  readonly prices?: Prices;
  /** Numeric results of earlier sweeps of this file: possible names for `metric`. */
  readonly metrics?: readonly string[];
}

/** Completion items for a position. */
export function complete(
  document: SweepDocument,
  position: Position,
  config: LanguageConfig,
): readonly Completion[] {
  const place = scriptAt(document, position);
  if (place !== undefined) return completeScript(document, place, position);
  const cursor = cursorAt(document, position);
  if (cursor === undefined) return [];
  const drafts = cursor.kind === 'key' ? keysFor(document, cursor) : valuesFor(document, cursor, config);
  return drafts.map((draft) => finished(draft, cursor));
}

function finished(draft: Draft, cursor: Cursor): Completion {
  const { insertText = draft.label, snippet = false, ...rest } = draft;
  return {
    ...rest,
    insertText: cursor.style === 'json' ? quoted(draft, insertText, cursor) : indented(insertText, cursor),
    snippet,
    range: cursor.range,
  };
}

/** The editor indents further lines like the current one; after a dash the key is indented more than its line. */
const indented = (text: string, { deeper }: Cursor): string =>
  text.replaceAll('\n', `\n${' '.repeat(deeper)}`);

/** JSON's style: keys and texts in quotes, numbers and words without. */
function quoted(draft: Draft, insertText: string, cursor: Cursor): string {
  if (draft.kind === 'key')
    return cursor.bare
      ? `${JSON.stringify(draft.label)}: ${snippetAfter(draft.label, 'json')}`
      : JSON.stringify(draft.label);
  return /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(insertText) || /^[[{]/.test(insertText)
    ? insertText
    : JSON.stringify(insertText);
}

interface Doc {
  readonly description: string;
  readonly values: readonly unknown[];
  readonly fallback: unknown;
}

function keyDrafts(docs: Readonly<Record<string, Doc>>, cursor: Cursor, order: string): readonly Draft[] {
  return Object.entries(docs)
    .filter(([key]) => !cursor.siblings.has(key))
    .map(([key, doc], at) => ({
      label: key,
      kind: 'key',
      documentation: ours(doc.description),
      detail: inShort(doc),
      insertText: cursor.bare ? `${key}: ${snippetAfter(key, cursor.style)}` : key,
      snippet: cursor.bare,
      sortText: `${order}${String(at).padStart(2, '0')}`,
    }));
}

/** Characters of a meaning that fit next to a key. */
const longestMeaning = 64;

/** The meaning of a key in the list: its first sentence, or the part before its first colon; and its default. */
function inShort({ description, fallback }: Doc): string {
  const [sentence = ''] = description.replaceAll(/[`*]/g, '').split(/(?<=[^.\d])[.](?:\s|$)|[:;]\s/);
  const cut = sentence.slice(0, longestMeaning).replace(/\s+\S*$/, '');
  const meaning = sentence.length <= longestMeaning ? sentence : `${cut}…`;
  return fallback === null ? meaning : t('{0} · default: {1}', meaning, String(fallback));
}

function keysFor(document: SweepDocument, cursor: Cursor): readonly Draft[] {
  const [top, second, third] = cursor.path;
  switch (top) {
    case undefined:
      return keyDrafts(topLevelKeyDocs, cursor, 'a');
    case 'defaults':
      return second === undefined ? runKeys(document, cursor) : nested(second, cursor);
    case 'params':
    case 'include':
      return second === undefined || second === '#'
        ? third === undefined
          ? runKeys(document, cursor)
          : nested(third, cursor)
        : [];
    case 'exclude':
      return parameterKeys(document, cursor);
    case 'metric':
      return second === undefined ? keyDrafts(metricKeyDocs, cursor, 'a') : [];
    case 'stop_early':
      return second === undefined ? keyDrafts(stopEarlyKeyDocs, cursor, 'a') : [];
    case 'grid':
    case 'zip':
      return second === undefined
        ? [...parameterKeys(document, cursor), ...keyDrafts({ name: runKeyDocs.name }, cursor, 'b')]
        : [];
    case 'random':
      if (second === undefined) return keyDrafts(randomKeyDocs, cursor, 'a');
      if (second !== 'space') return [];
      return third === undefined ? parameterKeys(document, cursor) : keyDrafts(distributionDocs, cursor, 'a');
    default:
      return [];
  }
}

/** Keys of a mapping that is the value of a reserved key, or an entry of its list. */
function nested(key: string, cursor: Cursor): readonly Draft[] {
  if (key === 'files') return keyDrafts(fileKeyDocs, cursor, 'a');
  if (key === 'retry') return keyDrafts(retryKeyDocs, cursor, 'a');
  if (key === 'checkpoint') return keyDrafts(checkpointKeyDocs, cursor, 'a');
  return key === 'user_data' ? [{ label: 'file', kind: 'key', insertText: 'file: $1', snippet: true }] : [];
}

const runKeys = (document: SweepDocument, cursor: Cursor): readonly Draft[] => [
  ...parameterKeys(document, cursor),
  ...keyDrafts(runKeyDocs, cursor, 'b'),
];

/** Parameters of other runs. */
function parameterKeys(document: SweepDocument, cursor: Cursor): readonly Draft[] {
  return [...document.parameterKeys().keys()]
    .filter((key) => !cursor.siblings.has(key) && key !== cursor.word)
    .map((key) => ({
      label: key,
      kind: 'key',
      detail: `$${document.context.keys.of(key).variable}`,
      insertText: cursor.bare ? `${key}: $1` : key,
      snippet: cursor.bare,
      sortText: `a${key}`,
    }));
}

function valuesFor(document: SweepDocument, cursor: Cursor, config: LanguageConfig): readonly Draft[] {
  const [top] = cursor.path;
  const key = cursor.path.filter((step) => step !== '#').at(-1) ?? '';
  if (top === 'metric') return metricValues(key, config);
  if (top === 'stop_early') return stopEarlyValues(key, config);
  if (top === 'random' || cursor.path.length < 2) return [];
  if (cursor.path.at(-2) === 'secrets') return secretValues();
  if (cursor.path.at(-2) === 'retry') return countValues();
  if (cursor.path.at(-2) === 'checkpoint') return key === 'every' ? intervalValues() : pathValues();
  if (isReservedKey(key)) return settingValues(document, key, cursor, config);
  return seenValues(document, key);
}

function metricValues(key: string, { metrics = [] }: LanguageConfig): readonly Draft[] {
  const labels = key === 'goal' ? metricKeyDocs.goal.values : key === 'name' ? metrics : [];
  return labels.map((label, at) => ({ label, kind: 'value', sortText: String(at).padStart(4, '0') }));
}

function stopEarlyValues(key: string, { metrics = [] }: LanguageConfig): readonly Draft[] {
  if (key === 'metric') return plainValues(metrics);
  if (key === 'goal') return plainValues(stopEarlyKeyDocs.goal.values);
  return key === 'rule' ? plainValues(stopEarlyKeyDocs.rule.values) : [];
}

const secretValues = (): readonly Draft[] =>
  ['env', 'ssm:/', 'secretsmanager:'].map((label, at) => ({
    label,
    kind: 'value',
    sortText: String(at),
    detail: meaningOfSecret(label),
  }));

const plainValues = (labels: readonly string[]): readonly Draft[] =>
  labels.map((label, at) => ({ label, kind: 'value', sortText: String(at).padStart(4, '0') }));

const countValues = (): readonly Draft[] => plainValues(['1', '3', '5', '10']);
const intervalValues = (): readonly Draft[] => plainValues(['1m', '5m', '10m', '30m', '1h']);
const pathValues = (): readonly Draft[] => plainValues(['/tmp/checkpoint']);

const durations = ['15m', '30m', '1h', '2h', '4h', '8h', '12h', '24h', '2d', '7d'];

function settingValues(
  document: SweepDocument,
  key: ReservedKey,
  cursor: Cursor,
  config: LanguageConfig,
): readonly Draft[] {
  const inOrder = (
    labels: readonly string[],
    more: (label: string) => Partial<Draft> = () => ({}),
  ): readonly Draft[] =>
    labels.map((label, at) => ({
      label,
      kind: 'value',
      sortText: String(at).padStart(4, '0'),
      ...more(label),
    }));
  const region = document.defaults.settings.region ?? config.defaults.region;
  switch (key) {
    case 'instance_type': {
      const known = document.context.knowledge.instanceTypes?.values() ?? [];
      return inOrderOfChoice(known, region, config.prices).map((type, at) => ({
        label: type.name,
        kind: 'instanceType',
        sortText: String(at).padStart(4, '0'),
        detail: describeType(type, region, config.prices),
        documentation: verbatim(type.architectures.join(', ')),
      }));
    }
    case 'region':
      return inOrder([...regions.keys()], (label) => ({ detail: regions.get(label) ?? '' }));
    case 'availability_zone':
      return inOrder(['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `${region}${letter}`));
    case 'ttl':
    case 'idle_timeout':
      return inOrder(durations);
    case 'on_complete':
      return inOrder(runKeyDocs.on_complete.values, (label) => ({ documentation: ours(meaningOf(label)) }));
    case 'cpu_credits':
      return inOrder(runKeyDocs.cpu_credits.values, (label) => ({
        documentation: ours(meaningOfCredits(label) ?? ''),
      }));
    case 'iam_policy': {
      // `s3:ReadOnly,logs:|`: the parts before the last comma are kept.
      const given = cursor.word.includes(',') ? cursor.word.slice(0, cursor.word.lastIndexOf(',') + 1) : '';
      const bucket = onlyBucket(document);
      const narrowed = bucket === undefined ? [] : narrowableTemplates.map((one) => `${one}:${bucket}`);
      return inOrder([...narrowed, ...policyTemplates], (label) => ({
        insertText: `${given}${label}`,
        detail: meaningOfPolicy(label) ?? '',
      }));
    }
    case 'spot':
      return inOrder(runKeyDocs.spot.values, (label) => ({
        documentation: ours(meaningOfMarket(label) ?? ''),
      }));
    case 'retry':
      return retryValues(cursor);
    case 'checkpoint':
      return checkpointValues(cursor);
    case 'user_data':
      return userDataValues(cursor);
    case 'volume_size':
      return inOrder(['8', '20', '30', '50', '100', '200', '500']);
    case 'results':
      return inOrder(['/tmp/results.json', '/tmp/results/*', '/tmp/*.csv', '/tmp/plots/*.png']);
    case 'ami':
      return inOrder(amiNames, (label) => ({ detail: imageTitle(label) }));
    default: {
      const { type, values }: Typed = runKeyDocs[key];
      return inOrder(type === 'boolean' ? ['true', 'false'] : values);
    }
  }
}

interface Typed {
  readonly type: string | null;
  readonly values: readonly string[];
}

function retryValues({ style }: Cursor): readonly Draft[] {
  const quote = (key: string): string => (style === 'json' ? JSON.stringify(key) : key);
  return [
    ...plainValues(['3', '5']),
    {
      label: t('by outcome'),
      kind: 'value',
      insertText: `{${quote('interrupted')}: \${1:5}, ${quote('lost')}: \${2:1}, ${quote('failed')}: \${3:0}}`,
      snippet: true,
    },
  ];
}

function checkpointValues({ style }: Cursor): readonly Draft[] {
  const [path, every] = style === 'json' ? ['"path"', '"every"'] : ['path', 'every'];
  const quote = style === 'json' ? '"' : '';
  return [
    ...pathValues(),
    {
      label: t('path and interval'),
      kind: 'value',
      insertText: `{${path}: ${quote}\${1:/tmp/checkpoint}${quote}, ${every}: ${quote}\${2:10m}${quote}}`,
      snippet: true,
    },
  ];
}

function userDataValues({ style }: Cursor): readonly Draft[] {
  const [script, file]: readonly [Draft, Draft] = [
    { label: t('script'), kind: 'value', insertText: '|\n  #!/bin/bash\n  set -e\n  $1', snippet: true },
    { label: t('file'), kind: 'value', insertText: '{file: $1}', snippet: true },
  ];
  return style === 'json' ? [] : style === 'flow' ? [file] : [script, file];
}

function meaningOf(action: string): string {
  switch (action) {
    case 'terminate':
      return t('The instance is terminated when its job ends. It incurs no further charges.');
    case 'stop':
      return t(
        'The instance is stopped when its job ends. Its volume still incurs charges, and you can start it again.',
      );
    default:
      return t('The instance keeps running and incurs charges until its TTL.');
  }
}
