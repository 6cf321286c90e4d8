// Writes dist/NOTICES.txt: the licenses of the packages that are inside the bundles, each text once, as they ask. The build with
// `--production` lists them.
import fs from 'node:fs';
import path from 'node:path';

const folders = JSON.parse(fs.readFileSync('out/shipped.json', 'utf8'));
/** Text → the packages that carry it. */
const texts = new Map();
for (const folder of folders) {
  const { license, name, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const text = licenceText(folder) || `License: ${license}`;
  texts.set(text, [...(texts.get(text) ?? []), `${name} ${version}`]);
}
const notices = [...texts].map(([text, packages]) => `${packages.join('\n')}\n\n${text}`);
fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync('dist/NOTICES.txt', `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);

/** Files called after a license or a notice, also those in a folder called so. */
function licenceText(folder) {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names
    .filter(
      (name) => /^(licen[cs]e|notice|copying)/i.test(name) && fs.statSync(path.join(folder, name)).isFile(),
    )
    .sort();
  return files.map((name) => fs.readFileSync(path.join(folder, name), 'utf8').trim()).join('\n\n');
}
