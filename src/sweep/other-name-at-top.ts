import { t } from '@vscode/l10n';
import { convertedValue } from './converted';
import { type Finding, rewriteFix, type SpanFix } from './finding';
import type { ReservedKey, TopLevelKey } from './keys';
import type { OtherName } from './other-names';
import { moveUnderDefaults, ownLine } from './own-line';
import type { Block, Structure } from './structure';

/** A top-level key of another tool, or of a later version of Spawn. */
export function otherNameFinding(
  block: Block,
  other: OtherName,
  structure: Structure,
  unused: readonly TopLevelKey[],
): Finding {
  return {
    code: other.kind === 'future' ? 'reserved-name' : 'other-name',
    severity: 'warning',
    message: messageFor(block.key.text, other),
    span: block.key,
    fixes: fixesFor(block, other, structure, unused),
  };
}

function messageFor(name: string, other: OtherName): string {
  switch (other.kind) {
    case 'setting':
      return t(
        '`{0}` has no effect here. In Spawn, this setting is `{1}`, under `defaults`.',
        name,
        other.key,
      );
    case 'top':
      return t('`{0}` has no effect. In Spawn, this setting is `{1}`.', name, other.key);
    case 'count':
      return t('`{0}` has no effect. In Spawn, this setting is `count`, under `random`.', name);
    case 'machine':
      return t(
        '`{0}` has no effect. In Spawn, use `instance_type` under `defaults` to select the resources of an instance.',
        name,
      );
    case 'nodes':
      return t(
        '`{0}` has no effect. Each run gets one instance. For more runs, add parameters under `grid`.',
        name,
      );
    case 'method':
      return t(
        '`{0}` has no effect. `grid` runs every combination of values, and `random` samples them.',
        name,
      );
    case 'future':
      return t(
        '`{0}` has no effect in this version of Spawn and is reserved for a later one. Remove it.',
        name,
      );
  }
}

function fixesFor(
  block: Block,
  other: OtherName,
  structure: Structure,
  unused: readonly TopLevelKey[],
): readonly SpanFix[] {
  if (other.kind === 'top') {
    if (!unused.includes(other.key) || !fits(block, other.key)) return [];
    return rewriteFix(t('Change to `{0}`', other.key), block.key, spelledLike(block, other.key));
  }
  return other.kind === 'setting' ? moved(block, other.key, structure) : [];
}

/** Whether a block fits the key: W&B's `parameters`, for example, isn't a grid. */
function fits({ value, items }: Block, key: TopLevelKey): boolean {
  switch (key) {
    case 'grid':
      return value.kind === 'mapping' && value.entries.every((entry) => entry.value.kind === 'sequence');
    case 'params':
      return items !== undefined;
    case 'defaults':
      return value.kind === 'mapping';
    case 'random':
      return value.kind === 'mapping' && value.entries.some((entry) => entry.key.text === 'space');
    default:
      return value.kind === 'scalar';
  }
}

function moved({ key, value, items }: Block, setting: ReservedKey, structure: Structure): readonly SpanFix[] {
  if (items !== undefined) return [];
  const converted = value.kind === 'scalar' ? convertedValue(key.text, setting, value.text) : undefined;
  const line = ownLine({ key, value }, { key: setting, value: converted });
  const edits = line === undefined ? [] : moveUnderDefaults(line, setting, structure);
  return edits.length === 0 ? [] : [{ title: t('Change to `{0}`, under `defaults`', setting), edits }];
}

const spelledLike = ({ key }: Block, text: string): string =>
  key.style === 'plain' ? text : JSON.stringify(text);
