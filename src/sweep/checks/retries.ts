import { t } from '@vscode/l10n';
import { addDefault } from '../add-default';
import type { Contents } from '../contents';
import { changeTo, type Finding, type SpanFix } from '../finding';
import { isRetried } from '../is-retried';
import type { ReservedKey } from '../keys';
import type { Layer } from '../layer';
import type { PartialSettings } from '../settings';
import type { Entry, SyntaxNode } from '../syntax/node';
import { unnamedCheckpoint } from './unnamed-checkpoint';

/** Problems that keep runs from being retried as `retry` and `checkpoint` require: each is reported once, at the key or at its cause. */
export function retryFindings(document: Contents): readonly Finding[] {
  if (!mentionsRetries(document)) return [];
  const found = new Map<SyntaxNode, Set<string>>();
  const findings: Finding[] = [];
  for (const layers of layersOfRuns(document)) {
    for (const finding of findingsOf(layers, document)) {
      const { at, ...rest } = finding;
      const codes = found.get(at) ?? new Set();
      if (codes.has(rest.code)) continue;
      found.set(at, codes.add(rest.code));
      findings.push({ ...rest, span: at });
    }
  }
  return [...findings, ...unnamedCheckpoint(document)];
}

const keys = ['retry', 'checkpoint'] as const satisfies readonly ReservedKey[];
const isMentioned = ({ reserved }: Layer): boolean => keys.some((key) => reserved.has(key));

function mentionsRetries({ defaults, expansion, rows }: Contents): boolean {
  if (isMentioned(defaults)) return true;
  for (const { cell } of rows.withSettings()) if (isMentioned(cell.layer)) return true;
  return expansion.combinations.some(({ layers }) => layers.some(isMentioned));
}

/** The layers of each run, once for all runs without their own settings. */
function* layersOfRuns({ defaults, expansion, rows }: Contents): Generator<readonly Layer[]> {
  if (rows.plainCount > 0) yield [defaults];
  for (const { cell } of rows.withSettings()) yield [defaults, cell.layer];
  for (const { layers } of expansion.combinations)
    yield [defaults, ...layers.filter(({ hasSettings }) => hasSettings)];
}

type Found = Omit<Finding, 'span'> & { readonly at: SyntaxNode };

function* findingsOf(layers: readonly Layer[], { context, top }: Contents): Generator<Found> {
  const settings: PartialSettings = Object.assign({}, ...layers.map((layer) => layer.settings));
  const entry = (key: ReservedKey): Entry | undefined =>
    layers.findLast(({ reserved }) => reserved.has(key))?.reserved.get(key);
  const [retry, checkpoint] = [entry('retry')?.value, entry('checkpoint')?.value];
  if (checkpoint !== undefined && settings.checkpoint !== undefined && !isRetried(settings.retry)) {
    yield {
      at: checkpoint,
      code: 'checkpoint-without-retry',
      severity: 'information',
      message: t(
        'Without `retry`, no attempt follows that could continue from the checkpoint, unless you retry the run manually.',
      ),
      fixes: retry === undefined && isReady(settings) ? addDefault(top, 'retry', '3') : [],
    };
  }
  if (retry === undefined || !isRetried(settings.retry)) return;
  if (settings.ttlSeconds === undefined && entry('ttl') === undefined) {
    yield {
      at: retry,
      code: 'retry-without-ttl',
      severity: 'error',
      message: t(
        'Retries require a `ttl`, which limits all attempts of a run together. Without it, each attempt could incur charges without end.',
      ),
      fixes: addDefault(top, 'ttl', '1h'),
    };
  }
  const { interrupted } = settings.retry;
  const market = entry('spot');
  if (interrupted > 0 && settings.spot !== true && (market === undefined || settings.spot === false)) {
    yield {
      at: retry,
      code: 'retry-without-spot',
      severity: 'warning',
      message: t(
        "Only spot instances are interrupted, and these runs don't use any. Add `spot: true`, or `spot: prefer` to continue on demand after an interruption.",
      ),
      fixes:
        market === undefined && settings.onComplete !== 'stop'
          ? [...addDefault(top, 'spot', 'prefer'), ...addDefault(top, 'spot', 'true')]
          : [],
    };
  }
  const { onComplete = 'keep' } = settings;
  if (onComplete === 'terminate') return;
  const action = entry('on_complete')?.value;
  const written = action === undefined ? undefined : context.resolve(action);
  if (action !== undefined && settings.onComplete === undefined) return;
  yield {
    at: action ?? retry,
    code: 'retry-without-terminate',
    severity: 'error',
    message: t(
      "Runs with `retry` require `on_complete: terminate`. With `{0}`, the instance of an attempt isn't terminated when its job ends, so it would incur charges next to the instance of the next attempt.",
      onComplete,
    ),
    fixes: terminateInstead(written, action === undefined ? addDefault(top, 'on_complete', 'terminate') : []),
  };
}

/** Whether runs with these settings can be retried. */
const isReady = ({ onComplete, spot, ttlSeconds }: PartialSettings): boolean =>
  onComplete === 'terminate' && spot === true && ttlSeconds !== undefined;

const terminateInstead = (written: SyntaxNode | undefined, added: readonly SpanFix[]): readonly SpanFix[] =>
  written?.kind === 'scalar' ? changeTo('terminate', written) : added;
