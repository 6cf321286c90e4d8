import { t } from '@vscode/l10n';
import { distance } from 'fastest-levenshtein';
import { controlCharacter } from './characters';
import type { ReadContext } from './context';
import { guessDuration, LONGEST_TTL_SECONDS, parseDuration } from './duration';
import { readFiles } from './files';
import { type Finding, rewriteFix, spell } from './finding';
import type { ReservedKey } from './keys';
import { nearest } from './keys';
import { distinct } from './merge';
import { readPolicy } from './policy-setting';
import type { OnComplete, RunSettings } from './run';
import { schemaFinding } from './schema-check';
import { readSecrets } from './secrets';
import { singleValues } from './single-value';
import type { ScalarNode, SyntaxNode } from './syntax/node';

/** What one mapping says of a run's settings. */
export type PartialSettings = { -readonly [K in keyof RunSettings]?: RunSettings[K] };

type Note = (finding: Finding) => void;

/** Reads the value of one reserved key into `settings`; `name` and `user_data` have readers of their own. */
export function readSetting(
  key: Exclude<ReservedKey, 'name' | 'user_data'>,
  value: SyntaxNode,
  settings: PartialSettings,
  { resolve, ...rest }: ReadContext,
  note: Note,
): void {
  const context: ReadContext = { ...rest, resolve: singleValues(resolve) };
  const target = context.resolve(value);
  if (target === undefined) return;
  const control = firstControl(key, target, context);
  if (control !== undefined) {
    note(control);
    return;
  }
  // A value that is not there yet: the key is being typed.
  const shape = schemaFinding(key, value, context.resolve);
  if (shape !== undefined && !((key === 'ttl' || key === 'idle_timeout') && target.kind === 'scalar')) {
    note(shape);
    return;
  }
  switch (key) {
    case 'instance_type':
      settings.instanceTypes = texts(target, context).map((scalar) => scalar.text);
      noteUnknown(texts(target, context), context, note);
      break;
    case 'region':
      settings.region = textOf(target);
      noteUnknownRegion(target, context, note);
      break;
    case 'availability_zone':
      settings.availabilityZone = textOf(target);
      break;
    case 'ami':
      settings.ami = textOf(target);
      break;
    case 'ttl':
      setDuration(target, key, (seconds) => (settings.ttlSeconds = seconds), note);
      break;
    case 'idle_timeout':
      setDuration(target, key, (seconds) => (settings.idleTimeoutSeconds = seconds), note);
      break;
    case 'on_complete':
      settings.onComplete = asOnComplete(textOf(target));
      break;
    case 'wait':
      settings.waitsForBackground = textOf(target) === 'background';
      break;
    case 'spot':
      settings.spot = textOf(target).toLowerCase() === 'true';
      break;
    case 'spot_max_price':
      settings.spotMaxPrice = Number(textOf(target));
      break;
    case 'cpu_credits':
      settings.cpuCredits = textOf(target) === 'standard' ? 'standard' : 'unlimited';
      break;
    case 'price':
      settings.price = Number(textOf(target));
      break;
    case 'iam_policy': {
      const templates = readPolicy(texts(target, context), note);
      if (templates.length > 0) settings.iamPolicy = templates;
      break;
    }
    case 'iam_role':
      settings.iamRole = textOf(target);
      break;
    case 'key_name':
      settings.keyName = textOf(target);
      break;
    case 'security_groups':
      settings.securityGroups = texts(target, context).map((scalar) => scalar.text);
      break;
    case 'subnet':
      settings.subnet = textOf(target);
      break;
    case 'volume_size':
      settings.volumeSize = Number(textOf(target));
      break;
    case 'tags':
      settings.tags = readTags(target, context, note);
      break;
    case 'secrets':
      settings.secrets = readSecrets(target, context, note);
      break;
    case 'results':
      settings.results = texts(target, context).map((scalar) => scalar.text);
      break;
    case 'files':
      settings.files = readFiles(target, context, note);
      break;
  }
}

/** A control character in any of a setting's values. */
function firstControl(key: string, node: SyntaxNode, context: ReadContext): Finding | undefined {
  if (node.kind === 'scalar') return controlCharacter(node, key);
  const values =
    node.kind === 'mapping'
      ? node.entries.map(({ value }) => value)
      : node.kind === 'sequence'
        ? node.items
        : [];
  for (const value of values) {
    const target = context.resolve(value);
    const found = target?.kind === 'scalar' ? controlCharacter(target, key) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Lists age: what is not in them is worth a question, not a refusal. */
function noteUnknown(types: readonly ScalarNode[], context: ReadContext, note: Note): void {
  const { instanceTypes } = context.knowledge;
  if (instanceTypes === undefined) return;
  for (const scalar of types) {
    if (scalar.text === '' || instanceTypes.has(scalar.text)) continue;
    const near = nearestTypes(scalar.text, instanceTypes.keys());
    note({
      code: 'unknown-instance-type',
      severity: 'warning',
      message:
        near.length === 0
          ? t('Unknown instance type `{0}`.', scalar.text)
          : t('Unknown instance type `{0}`. Did you mean {1}?', scalar.text, near.join(', ')),
      span: scalar,
      fixes: near.flatMap((type) => changeTo(type, scalar)),
    });
  }
}

/** The three types that are fewest letters away; those of the same family first. */
function nearestTypes(text: string, types: Iterable<string>): readonly string[] {
  const [family = ''] = text.split('.');
  const scored: { readonly type: string; readonly off: number }[] = [];
  for (const type of types) {
    const off = distance(text.toLowerCase(), type) - (type.startsWith(`${family}.`) ? 1 : 0);
    if (off <= 2) scored.push({ type, off });
  }
  return scored
    .sort((a, b) => a.off - b.off || a.type.localeCompare(b.type))
    .slice(0, 3)
    .map(({ type }) => type);
}

function noteUnknownRegion(node: SyntaxNode, context: ReadContext, note: Note): void {
  const { regions } = context.knowledge;
  if (regions === undefined || node.kind !== 'scalar' || node.text === '' || regions.includes(node.text))
    return;
  // `us-east-1a` is a zone: the region is what stands before the letter.
  const zoneless = node.text.replace(/[a-z]$/, '');
  const meant = regions.includes(zoneless) ? zoneless : nearest(node.text, regions);
  note({
    code: 'unknown-region',
    severity: 'warning',
    message:
      meant === undefined
        ? t('{0} is no region that Spawn knows.', node.text)
        : t('{0} is no region that Spawn knows. Did you mean {1}?', node.text, meant),
    span: node,
    fixes: meant === undefined ? [] : changeTo(meant, node),
  });
}

const textOf = (node: SyntaxNode): string => (node.kind === 'scalar' ? node.text : '');

/** A scalar, or the scalars of a list. */
export function texts(node: SyntaxNode, context: ReadContext): readonly ScalarNode[] {
  if (node.kind === 'scalar') return [node];
  if (node.kind !== 'sequence') return [];
  return node.items.map((item) => context.resolve(item)).filter((item) => item?.kind === 'scalar');
}

const asOnComplete = (text: string): OnComplete => (text === 'terminate' || text === 'stop' ? text : 'keep');

function readTags(node: SyntaxNode, context: ReadContext, note: Note): Readonly<Record<string, string>> {
  if (node.kind !== 'mapping') return {};
  return Object.fromEntries(
    distinct(node.entries, note).map(({ key, value }) => {
      const target = context.resolve(value);
      return [key.text, target === undefined ? '' : textOf(target)];
    }),
  );
}

function setDuration(node: SyntaxNode, key: string, set: (seconds: number) => void, note: Note): void {
  if (node.kind !== 'scalar') return;
  const seconds = parseDuration(node.text);
  if (seconds === undefined) {
    note(notADuration(key, node));
  } else if (seconds === 0) {
    note({
      code: 'invalid-duration',
      severity: 'error',
      message: t('`{0}` must be longer than nothing.', key),
      span: node,
      fixes: [],
    });
  } else if (seconds > LONGEST_TTL_SECONDS) {
    note({
      code: 'ttl-too-long',
      severity: 'error',
      message: t('`{0}` can be at most 30 days.', key),
      span: node,
      fixes: changeTo('30d', node),
    });
  } else set(seconds);
}

function notADuration(key: string, node: ScalarNode): Finding {
  const bare = /^\d+(?:\.\d+)?$/.test(node.text.trim());
  const candidates = bare
    ? ['m', 'h', 's'].map((unit) => `${node.text.trim()}${unit}`)
    : [guessDuration(node.text)];
  const sound = candidates.filter((text) => text !== undefined && isSoundDuration(text)) as string[];
  return {
    code: bare ? 'bare-duration' : 'invalid-duration',
    severity: 'error',
    message: bare
      ? t('`{0}: {1}` has no unit: write {1}m for minutes or {1}h for hours.', key, node.text.trim())
      : t('`{0}` must be a duration, such as 30m, 1h30m or 2d.', key),
    span: node,
    fixes: sound.flatMap((text) => changeTo(text, node)),
  };
}

function isSoundDuration(text: string): boolean {
  const seconds = parseDuration(text);
  return seconds !== undefined && seconds > 0 && seconds <= LONGEST_TTL_SECONDS;
}

export const changeTo = (text: string, node: ScalarNode): Finding['fixes'] =>
  rewriteFix(t('Change to {0}', text), node, spell(text, node));
