/** Maximum size of a text that is recognized by its content. Characters. */
const largest = 500_000;

const settings: ReadonlySet<string> = new Set(['user_data', 'instance_type', 'ttl', 'on_complete']);
const blocks = ['params', 'grid', 'random'] as const;

const yamlBlock = /^(?:params|grid|random) *:/m;
const yamlScript = /^[ -]*user_data *:/m;
const yamlDefaults =
  /^defaults *:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n| +[^\n]*\n)*? +(?:instance_type|ttl|on_complete) *:/m;

/** Whether a text is clearly a sweep by its structure: blocks of runs, with a script or with defaults that only a sweep has. */
export function looksLikeSweep(text: string, language: 'yaml' | 'json'): boolean {
  if (text.length > largest) return false;
  if (language === 'yaml') return yamlBlock.test(text) && (yamlScript.test(text) || yamlDefaults.test(text));
  const top = objectIn(text);
  if (top === undefined || !blocks.some((key) => key in top)) return false;
  const { defaults, params } = top;
  return hasSetting(defaults) || (Array.isArray(params) && params.some(hasScript));
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!/"(?:params|grid|random)"/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // Not complete JSON yet.
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasSetting = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).some((key) => settings.has(key));

const hasScript = (value: unknown): boolean => isObject(value) && 'user_data' in value;
