// The changelog of a release, in the form of Keep a Changelog.

const UNRELEASED = /^## \[Unreleased\]\n(?<body>[\s\S]*?)(?=^## \[|$(?![\s\S]))/m;

/**
 * @param {string} changelog
 * @returns {string | undefined} what is under “Unreleased”; undefined where there is nothing
 */
export function unreleased(changelog) {
  const body = UNRELEASED.exec(changelog)?.groups?.body.trim();
  return body === '' ? undefined : body;
}

/**
 * Moves what is under “Unreleased” to a section of the version. A first release may have its section already.
 *
 * @param {string} changelog
 * @param {string} version such as 1.2.3
 * @param {string} date YYYY-MM-DD
 * @throws Error where there is nothing to release, or a section of that version and further changes
 */
export function dated(changelog, version, date) {
  if (!UNRELEASED.test(changelog)) throw new Error('CHANGELOG.md has no section ## [Unreleased].');
  const body = unreleased(changelog);
  const known = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\].*$`, 'm');
  if (known.test(changelog)) {
    if (body !== undefined)
      throw new Error(`CHANGELOG.md has a section for ${version} and unreleased changes.`);
    return changelog.replace(known, `## [${version}] - ${date}`);
  }
  if (body === undefined)
    throw new Error('CHANGELOG.md has no unreleased changes, so there is nothing to release.');
  return changelog.replace(UNRELEASED, () => `## [Unreleased]\n\n## [${version}] - ${date}\n\n${body}\n\n`);
}
