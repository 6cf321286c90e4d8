import { t } from '@vscode/l10n';
import { type Finding, rewriteFix, spell } from './finding';
import { fileKeyDocs, retryKeyDocs, runKeyDocs } from './generated/keys';
import { validateSettings } from './generated/validate';
import { amiNames } from './images';
import { nearest, type ReservedKey } from './keys';
import { type MappingNode, type ScalarNode, type SyntaxNode, scalarType } from './syntax/node';
import { unfold } from './unfold';

/** Keys whose values are numbers or Booleans in the schema; all other values are taken as spelled. */
const typed: ReadonlySet<string> = new Set(
  Object.entries({ ...runKeyDocs, ...fileKeyDocs, ...retryKeyDocs }).flatMap(([key, { type }]) =>
    type === 'boolean' || type === 'number' || type === 'integer' ? [key] : [],
  ),
);

/** A scalar for the schema. */
export function typedValue(scalar: ScalarNode): string | number | boolean | null {
  // A number in a `|` block is also a number.
  const inBlock = scalar.style === 'literal' || scalar.style === 'folded';
  switch (scalarType(inBlock ? { ...scalar, style: 'plain' } : scalar)) {
    case 'null':
      return null;
    case 'boolean':
      return scalar.text.toLowerCase() === 'true';
    case 'integer':
    case 'number':
      return Number(scalar.text);
    case 'string':
      return scalar.text;
  }
}

/** The same, except for invalid numbers: `.inf`, `1e400`. */
export function finiteValue(scalar: ScalarNode): string | number | boolean | null {
  const value = typedValue(scalar);
  return typeof value === 'number' && !Number.isFinite(value) ? scalar.text : value;
}

const plainValue = (node: SyntaxNode, key: string, resolve: Resolve): unknown =>
  unfold(node, resolve, (scalar, under) =>
    typed.has(key) || typed.has(under) ? finiteValue(scalar) : scalar.text,
  );

type Resolve = (node: SyntaxNode) => SyntaxNode | undefined;

/** The schema's error for the value of one reserved key: at most one finding, at the invalid part. */
export function schemaFinding(key: ReservedKey, value: SyntaxNode, resolve: Resolve): Finding | undefined {
  if (validateSettings({ [key]: plainValue(value, key, resolve) })) return undefined;
  const errors = validateSettings.errors ?? [];
  const deepest = errors.reduce(
    (best, error) => (error.instancePath.length > best.length ? error.instancePath : best),
    '',
  );
  const span = partAt(value, deepest.split('/').slice(2), resolve);
  const target = resolve(value);
  const wrongTag = key === 'tags' && target?.kind === 'mapping' ? wrongTagOf(target, resolve) : undefined;
  const fixes = target?.kind === 'scalar' ? scalarFixes(key, target) : [];
  return {
    code: 'invalid-value',
    severity: 'error',
    message: t('`{0}` must be {1}.', key, expected(key)),
    span: wrongTag ?? span,
    fixes,
  };
}

/** The first tag that is invalid by itself: its key, or its value. */
function wrongTagOf({ entries }: MappingNode, resolve: Resolve): SyntaxNode | undefined {
  for (const { key, value } of entries) {
    const written = plainValue(value, 'tags', resolve);
    if (!validateSettings({ tags: { [key.text]: '' } })) return key;
    if (!validateSettings({ tags: { [key.text]: written } })) return value;
  }
  return undefined;
}

/** The part of a value that a JSON pointer refers to, as far as it exists. */
function partAt(node: SyntaxNode, path: readonly string[], resolve: Resolve): SyntaxNode {
  const [step, ...rest] = path;
  const target = resolve(node);
  if (step === undefined || target === undefined) return node;
  const unescaped = step.replaceAll('~1', '/').replaceAll('~0', '~');
  const next =
    target.kind === 'sequence'
      ? target.items[Number(step)]
      : target.kind === 'mapping'
        ? target.entries.findLast((entry) => entry.key.text === unescaped)?.value
        : undefined;
  return next === undefined ? node : partAt(next, rest, resolve);
}

function scalarFixes(key: ReservedKey, scalar: ScalarNode): Finding['fixes'] {
  const change = (text: string, quoted: boolean) =>
    rewriteFix(t('Change to {0}', text), scalar, quoted ? spell(text, scalar) : text);
  const { type, values }: KeyDoc = runKeyDocs[key];
  if (type === 'boolean') {
    if (/^(?:yes|on|y|1|true)$/i.test(scalar.text)) return change('true', false);
    if (/^(?:no|off|n|0|false)$/i.test(scalar.text)) return change('false', false);
  }
  if (values.length > 0) {
    const meant = nearest(scalar.text, values);
    return meant === undefined ? [] : change(meant, !/^(?:true|false)$/.test(meant));
  }
  if (key === 'ami') {
    const meant = nearest(scalar.text, amiNames);
    return meant === undefined ? [] : change(meant, true);
  }
  if (type === 'number' || type === 'integer') {
    const number = /^[$ ]*(\d+(?:\.\d+)?)\s*(?:USD|\$|GB|GiB|G)?$/i.exec(scalar.text)?.[1];
    if (number !== undefined && validateSettings({ [key]: Number(number) })) return change(number, false);
  }
  return [];
}

interface KeyDoc {
  readonly type: string | null;
  readonly values: readonly string[];
}

/** Keys whose values are lists, mappings, or one of several types. */
type CompoundKey = {
  [K in ReservedKey]: (typeof runKeyDocs)[K]['type'] extends 'array' | 'object' | null ? K : never;
}[ReservedKey];

/** The allowed values of a key, if its type alone doesn't describe them. */
const expectedTexts: { readonly [K in CompoundKey]: () => string } & {
  readonly [K in ReservedKey]?: () => string;
} = {
  instance_type: () => t('text or a list of texts'),
  ami: () => t('the ID of an image, such as ami-0123456789abcdef0, or one of {0}', amiNames.join(', ')),
  ttl: () => t('a duration, such as 30m, 1h30m or 2d'),
  idle_timeout: () => t('a duration, such as 30m, 1h30m or 2d'),
  user_data: () => t('a script or a file, such as {file: train.sh}'),
  spot_max_price: () => t('a number above zero: US dollars per hour'),
  retry: () =>
    t('a whole number from 0 to 20, or such numbers by outcome: {interrupted: 5, lost: 1, failed: 0}'),
  checkpoint: () =>
    t('an absolute path without wildcards, or a path and an interval: {path: /tmp/checkpoint, every: 5m}'),
  price: () => t('a number above zero: US dollars per hour'),
  iam_policy: () => t('text or a list of texts'),
  iam_role: () => t('the name of an instance profile'),
  secrets: () => t('a mapping of variables to sources: env, ssm:/path, or secretsmanager:name'),
  security_groups: () => t('a list of IDs, such as sg-0123456789abcdef0'),
  subnet: () => t('the ID of a subnet, such as subnet-0123456789abcdef0'),
  volume_size: () => t('a whole number of GiB between 1 and 16384'),
  tags: () =>
    t(
      "up to 36 tags with values of up to 256 characters and with keys that contain only letters (a to z), digits, and + - = . , _ : @ and aren't Name, aws:…, sweep:…, or spawn:…",
    ),
  results: () => t('a path or a list of paths'),
  files: () => t('a path or a list of paths and of {path: data/**, ignored: true}'),
};

function expected(key: ReservedKey): string {
  const own = expectedTexts[key];
  if (own !== undefined) return own();
  const { type, values }: KeyDoc = runKeyDocs[key];
  if (values.length > 1) return t('{0} or {1}', values.slice(0, -1).join(', '), values.at(-1) ?? '');
  switch (type) {
    case 'boolean':
      return t('true or false');
    case 'integer':
      return t('a whole number');
    case 'number':
      return t('a number');
    default:
      return t('text');
  }
}
