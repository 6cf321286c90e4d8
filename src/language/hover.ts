import { t } from '@vscode/l10n';
import { budgetGaps } from '../cost/budget';
import { estimateOf } from '../cost/estimate';
import { formatUsd } from '../cost/money';
import { type Prices, sourceOf } from '../cost/price';
import type { SweepDocument } from '../sweep/document';
import { parseDuration } from '../sweep/duration';
import { attemptVariables, sweepVariables } from '../sweep/environment';
import type { FilePattern } from '../sweep/file-pattern';
import {
  checkpointKeyDocs,
  distributionDocs,
  metricKeyDocs,
  randomKeyDocs,
  retryKeyDocs,
  runKeyDocs,
  topLevelKeyDocs,
} from '../sweep/generated/keys';
import { isReservedKey, isTopLevelKey } from '../sweep/keys';
import type { KnownInstanceType } from '../sweep/knowledge';
import { leftBehindInFull } from '../sweep/left-behind';
import type { ParamsRow } from '../sweep/params-index';
import { policyParts } from '../sweep/policy-setting';
import { nameNode, nameOf, parametersOf, settingsOf } from '../sweep/resolve';
import type { Run } from '../sweep/run';
import { rangeOf } from '../sweep/syntax/chunk';
import type { Position, Range } from '../sweep/text';
import { formatBytes } from '../text/bytes';
import { formatSeconds } from '../text/durations';
import { code, codeBlock, compose, joined, type Markdown, ours, verbatim } from '../text/markdown';
import type { LanguageConfig } from './complete';
import { meaningOfVariable } from './complete-script';
import { creditLines, meaningOfCredits } from './credits';
import { describeType } from './instance-type';
import { meaningOfMarket } from './market-meaning';
import { blockAt, isBefore, type Trail, trailAt } from './owner';
import { meaningOfPolicy } from './policy-meaning';
import { scriptAt } from './script-at';
import { meaningOfSecret } from './secret-meaning';
import { hoverStopEarly, rungsOf } from './stop-early';
import { valuesOf } from './values';

export interface Hover {
  readonly range: Range;
  readonly markdown: Markdown;
}

/** The description of the element at a position. */
export function hover(
  document: SweepDocument,
  position: Position,
  config: LanguageConfig,
): Hover | undefined {
  const inScript = hoverScript(document, position);
  if (inScript !== undefined) return inScript;
  const trail = trailAt(document, position);
  const { scalar, onKey, entries } = trail;
  if (scalar === undefined) return hoverRun(document, position, config);
  const markdown = onKey ? aboutKey(document, position, trail, config) : aboutValue(document, trail, config);
  if (markdown !== undefined) return { range: rangeOf(scalar), markdown };
  return entries.at(-1)?.key.text === 'name' ? hoverRun(document, position, config) : undefined;
}

function aboutKey(
  document: SweepDocument,
  position: Position,
  { scalar, entries }: Trail,
  config: LanguageConfig,
): Markdown | undefined {
  const key = scalar?.text ?? '';
  const top = blockAt(document, position)?.key;
  if (scalar === top && isTopLevelKey(key))
    return joined([
      ours(topLevelKeyDocs[key].description),
      ...countUnder(document, key),
      ...(key === 'stop_early' ? rungsOf(document) : []),
    ]);
  if (top?.text === 'metric')
    return key === 'name' || key === 'goal' ? ours(metricKeyDocs[key].description) : undefined;
  if (top?.text === 'stop_early') return hoverStopEarly(document, key);
  if (top?.text === 'random') {
    const parent = entries.at(-2)?.key.text;
    const docs: Readonly<Record<string, { readonly description: string }>> =
      parent === 'random' ? randomKeyDocs : parent === 'space' ? {} : distributionDocs;
    if (docs[key] !== undefined) return ours(docs[key].description);
  } else if (nestedDocs(entries)?.[key] !== undefined) {
    return ours(nestedDocs(entries)?.[key]?.description ?? '');
  } else if (isReservedKey(key)) {
    const { description, fallback } = runKeyDocs[key];
    const effective =
      key === 'instance_type'
        ? config.defaults.instanceType
        : key === 'region'
          ? config.defaults.region
          : fallback;
    return effective === null
      ? ours(description)
      : joined([ours(description), compose(t('Default: {0}'), code(String(effective)))]);
  }
  return document.parameterKeys().has(key) ? aboutParameter(document, key) : undefined;
}

/** The meaning of the keys below a reserved key. */
function nestedDocs(
  entries: Trail['entries'],
): Readonly<Record<string, { readonly description: string }>> | undefined {
  switch (entries.at(-2)?.key.text) {
    case 'retry':
      return retryKeyDocs;
    case 'checkpoint':
      return checkpointKeyDocs;
    default:
      return undefined;
  }
}

function countUnder(document: SweepDocument, key: string): readonly Markdown[] {
  const counts: Readonly<Record<string, number | undefined>> = {
    params: document.rows.size,
    grid: document.expansion.gridSize,
    zip: document.expansion.zip?.combinations.length,
    seeds: document.size,
  };
  const count = counts[key];
  return count === undefined ? [] : [ours(count === 1 ? t('1 run') : t('{0} runs', count))];
}

function aboutParameter(document: SweepDocument, key: string): Markdown {
  const values = valuesOf(document, key, 12);
  const shown = [...values.slice(0, 10).map(code), ...(values.length > 10 ? [ours('…')] : [])];
  const { variable } = document.context.keys.of(key);
  return joined([
    compose(t('Parameter {0}: the script sees {1}.'), code(key), code(`$${variable}`)),
    joined(shown, ', '),
  ]);
}

function aboutValue(
  document: SweepDocument,
  { scalar, entries }: Trail,
  config: LanguageConfig,
): Markdown | undefined {
  const key = entries.findLast((entry) => isReservedKey(entry.key.text))?.key.text;
  if (scalar === undefined || key === undefined) return undefined;
  if (key === 'instance_type') {
    const type = document.context.knowledge.instanceTypes?.get(scalar.text);
    const region = document.defaults.settings.region ?? config.defaults.region;
    if (type === undefined) return undefined;
    const price = config.prices?.onDemand(type.name, region);
    return joined([
      compose('**{0}** {1}', verbatim(type.name), verbatim(describeType(type, region, config.prices))),
      verbatim(type.architectures.join(', ')),
      ...(price === undefined ? [] : [verbatim(`${region}, ${sourceOf(price)}`)]),
      ...aboutCredits(document, type, region, config.prices),
    ]);
  }
  if (key === 'cpu_credits') {
    const meaning = meaningOfCredits(scalar.text);
    return meaning === undefined ? undefined : ours(meaning);
  }
  if (key === 'ttl' || key === 'idle_timeout') {
    const seconds = parseDuration(scalar.text);
    return seconds === undefined ? undefined : ours(t('{0}: {1} seconds', formatSeconds(seconds), seconds));
  }
  if (key === 'spot') {
    const meaning = meaningOfMarket(scalar.text);
    return meaning === undefined ? undefined : ours(meaning);
  }
  if (key === 'checkpoint' && entries.at(-1)?.key.text === 'every') {
    const seconds = parseDuration(scalar.text);
    return seconds === undefined ? undefined : ours(t('{0}: {1} seconds', formatSeconds(seconds), seconds));
  }
  if (key === 'iam_policy') {
    const lines = policyParts([scalar]).flatMap(({ text }) => {
      const meaning = meaningOfPolicy(text);
      return meaning === undefined ? [] : [compose('- {0}: {1}', code(text), verbatim(meaning))];
    });
    return lines.length === 0 ? undefined : joined(lines, '\n');
  }
  if (key === 'secrets') return ours(meaningOfSecret(scalar.text));
  if (key === 'files') return aboutFiles(document, scalar.text, entries.at(-1)?.key.text === 'path');
  return undefined;
}

/** The cost of a busy script on a burstable type, and a cheaper type for it. */
function aboutCredits(
  document: SweepDocument,
  type: KnownInstanceType,
  region: string,
  prices: Prices | undefined,
): readonly Markdown[] {
  const lines = creditLines(type, document.defaults.settings.cpuCredits, {
    region,
    prices,
    types: document.context.knowledge.instanceTypes,
  });
  return lines.map(ours);
}

/** The files that an entry of `files` includes and excludes. */
function aboutFiles(document: SweepDocument, path: string, mapped: boolean): Markdown | undefined {
  const { surroundings } = document.context;
  const patterns: readonly FilePattern[] = mapped ? [{ path, ignored: true }, path] : [path];
  const found = patterns
    .map((pattern) => surroundings?.findFiles?.(pattern))
    .find((each) => each !== undefined);
  if (found === undefined || found.tooMany === true) return undefined;
  const size = found.files.reduce((sum, file) => sum + file.size, 0);
  const behind = leftBehindInFull(found.left);
  const count = found.files.length;
  const travels =
    count === 1
      ? t('1 file, {0}, is uploaded.', formatBytes(size))
      : t('{0} files, {1}, are uploaded.', count, formatBytes(size));
  return joined([
    ours(travels),
    ...(behind === undefined ? [] : [compose(t('Not uploaded: {0}.'), verbatim(behind))]),
  ]);
}

function hoverScript(document: SweepDocument, position: Position): Hover | undefined {
  const place = scriptAt(document, position);
  if (place?.read.facts === undefined) return undefined;
  const { facts, map } = place.read;
  const at = (span: { readonly start: number; readonly end: number }): boolean =>
    span.start <= place.offset && place.offset <= span.end;
  const found = facts.reads.find(at) ?? facts.writes.find(at);
  if (found === undefined) return undefined;
  const range = rangeOf(map.toSource(found));
  const own = [...sweepVariables, ...attemptVariables].find((name) => name === found.name);
  if (own !== undefined)
    return { range, markdown: compose('{0}: {1}', code(`$${own}`), ours(meaningOfVariable(own))) };
  for (const key of document.parameterKeys().keys()) {
    if (document.context.keys.of(key).variable === found.name)
      return { range, markdown: aboutParameter(document, key) };
  }
  return undefined;
}

/** A run as it would be launched: the combination of its entry and `defaults`. */
function hoverRun(document: SweepDocument, position: Position, config: LanguageConfig): Hover | undefined {
  if (blockAt(document, position)?.key.text !== 'params') return undefined;
  let index = 0;
  for (const row of document.rows) {
    const range = rangeOf(row.cell.node);
    const start = { line: range.start.line, character: 0 };
    if (isBefore(start, position) && isBefore(position, range.end))
      return { range, markdown: aboutRun(document, row, index, config) };
    if (!isBefore(start, position)) return undefined;
    index++;
  }
  return undefined;
}

function aboutRun(
  document: SweepDocument,
  { cell }: ParamsRow,
  index: number,
  config: LanguageConfig,
): Markdown {
  const layers = [document.defaults, cell.layer];
  const parameters = parametersOf(layers, index);
  const settings = settingsOf(layers, config.defaults);
  const node = nameNode(layers);
  const name = node === undefined ? `#${index}` : nameOf(node, parameters, index);
  const facts = [
    settings.instanceTypes.join(', '),
    settings.region,
    ...(settings.ttlSeconds === undefined ? [] : [`ttl ${formatSeconds(settings.ttlSeconds)}`]),
    settings.onComplete,
    ...boundOf({ index, name, parameters, settings, origin: rangeOf(cell.node) }, config.prices),
  ];
  const lines = [...parameters].map(
    ([key, value]) => `${document.context.keys.of(key).variable}=${oneLine(value)}`,
  );
  return joined([
    compose('**{0}** · {1}', verbatim(name), verbatim(facts.join(' · '))),
    codeBlock('sh', lines.join('\n')),
  ]);
}

/** `≤ $0.14`; nothing if a price is unknown or the cost is unbounded. */
function boundOf(run: Run, prices: Prices | undefined): readonly string[] {
  if (prices === undefined) return [];
  const estimate = estimateOf([run], prices);
  return budgetGaps(estimate).length > 0 ? [] : [`≤ ${formatUsd(estimate.usd)}`];
}

const oneLine = (value: string): string => JSON.stringify(value).slice(1, -1).slice(0, 120);
