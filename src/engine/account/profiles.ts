export interface Profile {
  readonly name: string;
  readonly region?: string | undefined;
}

/** Names of the profiles in AWS's two files, without duplicates, `default` first. Keys and secrets aren't read. */
export function profilesIn(config: string, credentials: string): readonly Profile[] {
  const found = new Map<string, Profile>();
  for (const [name, keys] of sections(config)) {
    const region = keys.get('region');
    const profile = /^profile\s+(.+)$/.exec(name)?.[1] ?? (name === 'default' ? name : undefined);
    if (profile !== undefined) found.set(profile, { name: profile, region });
  }
  for (const name of sections(credentials).keys()) if (!found.has(name)) found.set(name, { name });
  return [...found.values()].sort(
    (a, b) => Number(b.name === 'default') - Number(a.name === 'default') || a.name.localeCompare(b.name),
  );
}

/**
 * The AWS CLI arguments that renew the session of a profile: `sso login` for IAM Identity Center, `login` for a console
 * session. Undefined for a profile with other credentials.
 * @param config text of AWS's config file
 */
export function signInArguments(config: string, name: string): readonly string[] | undefined {
  const found = sections(config);
  const seen = new Set<string>();
  let next: string | undefined = name;
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    const keys: ReadonlyMap<string, string> | undefined =
      found.get(`profile ${next}`) ?? (next === 'default' ? found.get(next) : undefined);
    // The CLI signs in the profile with the sign-in settings, not one that takes its credentials from it.
    const command = keys === undefined ? undefined : loginOf(keys);
    if (command !== undefined) return [...command, '--profile', next];
    next = keys?.get('source_profile');
  }
  return undefined;
}

function loginOf(keys: ReadonlyMap<string, string>): readonly string[] | undefined {
  if (keys.has('sso_session') || keys.has('sso_start_url')) return ['sso', 'login'];
  return keys.has('login_session') ? ['login'] : undefined;
}

/** Sections of an AWS file with their keys, in the order of the file. */
function sections(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) {
      const name = header.replace(/^(profile)\s+["']?(.+?)["']?$/, '$1 $2');
      section = found.get(name) ?? new Map<string, string>();
      found.set(name, section);
      continue;
    }
    const [, key, value] =
      /^(region|source_profile|sso_session|sso_start_url|login_session)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (section !== undefined && key !== undefined && value !== undefined && value !== '')
      section.set(key, value);
  }
  return found;
}
