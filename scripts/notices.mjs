// Writes dist/NOTICES.txt: the licence of every package that may be inside the bundles, as those licences ask.
import fs from 'node:fs';
import path from 'node:path';

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const shipped = Object.entries(lock.packages).filter(
  ([folder, entry]) => folder !== '' && !entry.dev && !entry.devOptional && fs.existsSync(folder),
);
const notices = shipped.map(([folder, { version, license }]) => {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return [`${name} ${version} (${license ?? 'no licence given'})`, ...licenceTexts(folder)].join('\n\n');
});
fs.mkdirSync('dist', { recursive: true });
fs.writeFileSync('dist/NOTICES.txt', `${[...new Set(notices)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);

function licenceTexts(folder) {
  const files = fs.readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  return files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8').trim());
}
