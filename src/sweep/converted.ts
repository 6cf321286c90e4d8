import type { ReservedKey } from './keys';

const spelledUnits: readonly (readonly [RegExp, string])[] = [
  [/minutes/i, 'm'],
  [/seconds/i, 's'],
  [/hours/i, 'h'],
];

/**
 * Converts the value of another tool's setting: `timeout_minutes: 30` becomes a `ttl` of 30m, `terminate: true` becomes
 * `on_complete: terminate`. Undefined if it doesn't change.
 */
export function convertedValue(name: string, key: ReservedKey, text: string): string | undefined {
  switch (key) {
    case 'ttl':
    case 'idle_timeout': {
      const unit = spelledUnits.find(([pattern]) => pattern.test(name))?.[1];
      return unit !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? text + unit : undefined;
    }
    case 'on_complete':
      if (/^(?:true|yes|on|1|delete|shutdown)$/i.test(text)) return 'terminate';
      return /^(?:false|no|off|0|none)$/i.test(text) ? 'keep' : undefined;
    case 'volume_size':
      return /^(\d+)\s*(?:GB|GiB|G)$/i.exec(text)?.[1];
    default:
      return undefined;
  }
}
