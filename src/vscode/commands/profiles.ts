export interface Profile {
  readonly name: string;
  readonly region?: string;
}

/** Names of the profiles in AWS's two files, each once, `default` first. Keys and secrets are not looked at. */
export function profilesIn(config: string, credentials: string): readonly Profile[] {
  const found = new Map<string, Profile>();
  for (const [name, region] of sections(config)) {
    const profile = /^profile\s+(.+)$/.exec(name)?.[1] ?? (name === 'default' ? name : undefined);
    if (profile !== undefined)
      found.set(profile, { name: profile, ...(region === undefined ? {} : { region }) });
  }
  for (const [name] of sections(credentials)) if (!found.has(name)) found.set(name, { name });
  return [...found.values()].sort(
    (a, b) => Number(b.name === 'default') - Number(a.name === 'default') || a.name.localeCompare(b.name),
  );
}

/** Sections of an AWS file with their region, in the order of the file. */
function sections(text: string): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  let section: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) {
      section = header.replace(/^(profile)\s+["']?(.+?)["']?$/, '$1 $2');
      if (!found.has(section)) found.set(section, undefined);
    } else if (section !== undefined) {
      const region = /^region\s*=\s*(\S+)/.exec(line)?.[1];
      if (region !== undefined) found.set(section, region);
    }
  }
  return found;
}
