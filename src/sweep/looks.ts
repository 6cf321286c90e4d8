/** Beyond this no sweep file is guessed at. Characters. */
const LARGEST = 500_000;

const SETTINGS: ReadonlySet<string> = new Set(['user_data', 'instance_type', 'ttl', 'on_complete']);
const BLOCKS = ['params', 'grid', 'random'] as const;

const YAML_BLOCK = /^(?:params|grid|random) *:/m;
const YAML_SCRIPT = /^[ -]*user_data *:/m;
const YAML_DEFAULTS =
  /^defaults *:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n| +[^\n]*\n)*? +(?:instance_type|ttl|on_complete) *:/m;

/** Whether a text plainly is a sweep by its shape: blocks of runs, with a script or with defaults that only a sweep has. */
export function looksLikeSweep(text: string, language: 'yaml' | 'json'): boolean {
  if (text.length > LARGEST) return false;
  if (language === 'yaml')
    return YAML_BLOCK.test(text) && (YAML_SCRIPT.test(text) || YAML_DEFAULTS.test(text));
  const top = objectIn(text);
  if (top === undefined || !BLOCKS.some((key) => key in top)) return false;
  const { defaults, params } = top;
  return hasSetting(defaults) || (Array.isArray(params) && params.some(hasScript));
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/"(?:params|grid|random)"/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // Not yet JSON: nothing is plain about it.
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasSetting = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).some((key) => SETTINGS.has(key));

const hasScript = (value: unknown): boolean => isObject(value) && 'user_data' in value;
