/** Keeps the contract of `local.js` and nothing more: writes cloud.json, answers health checks, removes the file when ended. */
export const obedientCloud = `
const fs = require('node:fs');
const path = require('node:path');
const folder = process.argv[process.argv.indexOf('--state') + 1];
const words = process.argv.slice(2);
fs.appendFileSync(path.join(folder, 'starts'), process.pid + '\\n');
const prove = (nonce) =>
  require('node:crypto').createHmac('sha256', 'secret').update('spawn-local-health ' + process.pid + ' ' + nonce).digest('hex');
const server = require('node:http').createServer((request, response) =>
  response.end(JSON.stringify({ proof: prove(request.url.split('nonce=')[1]) })),
);
server.listen(0, '127.0.0.1', () => {
  const file = path.join(folder, 'cloud.json');
  const endpoint = 'http://127.0.0.1:' + server.address().port;
  fs.writeFileSync(file + '.new', JSON.stringify({
    pid: process.pid, endpoint, region: 'us-east-1', accessKeyId: 'AKID', secretAccessKey: 'secret',
    compute: words.includes('container') ? 'containers' : 'processes', network: words.includes('--network'),
    environments: words.filter((_, index) => words[index - 1] === '--environment'),
  }));
  fs.renameSync(file + '.new', file);
});
process.on('SIGTERM', () => {
  fs.rmSync(path.join(folder, 'cloud.json'), { force: true });
  process.exit(0);
});
`;

/** Refuses to start, as on a machine without bubblewrap. */
export const refusingCloud = `
console.error('warning: something else first');
console.error('bubblewrap is missing: install it with "apt install bubblewrap".');
process.exitCode = 1;
`;

/** Starts and never answers. */
export const silentCloud = `setInterval(() => {}, 1000); process.on('SIGTERM', () => process.exit(0));
require('node:fs').writeFileSync(require('node:path').join(process.argv[3], 'pid'), String(process.pid));`;
