/** Folders that tools regenerate: a glob isn't meant to include them, and a run doesn't need them. */
const folders: ReadonlySet<string> = new Set([
  '__pycache__',
  '.cache',
  '.dvc',
  '.eggs',
  '.git',
  '.ipynb_checkpoints',
  '.mypy_cache',
  '.pytest_cache',
  '.Rproj.user',
  '.ruff_cache',
  '.tox',
  '.venv',
  'node_modules',
  'venv',
]);

/** Whether the last part of a path is the name of a folder or file that tools regenerate. */
export function isCache(name: string): boolean {
  const last = name.replace(/\/$/, '').split('/').at(-1) ?? '';
  return folders.has(last) || /\.(?:pyc|pyo|swp)$|^\.DS_Store$|^Thumbs\.db$|\.egg-info$/.test(last);
}
