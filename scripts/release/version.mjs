// Which version comes next.

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/**
 * @param {string} current the version of package.json
 * @param {string} wanted `major`, `minor`, `patch` or a version
 * @param {readonly string[]} tags those of the repository; the current version can be released while it has no tag
 * @returns {string} the version to release
 * @throws Error where it is not a version, not newer, or tagged already
 */
export function nextVersion(current, wanted, tags) {
  const [major, minor, patch] = numbers(current);
  const steps = {
    major: `${major + 1}.0.0`,
    minor: `${major}.${minor + 1}.0`,
    patch: `${major}.${minor}.${patch + 1}`,
  };
  const version = Object.hasOwn(steps, wanted) ? steps[wanted] : wanted;
  if (tags.includes(`v${version}`)) throw new Error(`Version ${version} already has a tag, v${version}.`);
  if (compare(version, current) < 0) throw new Error(`Version ${version} is older than ${current}.`);
  return version;
}

function numbers(version) {
  const [, ...parts] = VERSION.exec(version) ?? [];
  if (parts.length === 0)
    throw new Error(`${version} isn't a version. Use major, minor, patch, or a number such as 1.2.3.`);
  return parts.map(Number);
}

function compare(a, b) {
  const right = numbers(b);
  for (const [place, left] of numbers(a).entries()) if (left !== right[place]) return left - right[place];
  return 0;
}
