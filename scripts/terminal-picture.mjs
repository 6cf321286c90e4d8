// `node scripts/terminal-picture.mjs FILE.png COLUMNS ROWS LINE…`: types lines into a pseudo-terminal (util-linux's `script`), and
// takes a picture of VS Code's terminal that shows them: the README's pictures of the `spawn` command.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const [file, columns, rows, ...lines] = process.argv.slice(2);
const require = createRequire(path.resolve('test/host/package.json'));
const { chromium } = require('playwright-core');
const xterm = path.dirname(require.resolve('code-server/lib/vscode/node_modules/@xterm/xterm/package.json'));

const typed = lines.map((line) => `printf '\\033[1;32m$\\033[0m %s\\n' ${quoted(line)}; ${line}`).join('; ');
const shown = execFileSync(
  'script',
  ['-qefc', `stty cols ${columns} rows 200; { ${typed}; } 2>&1`, '/dev/null'],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
).replace('^D\b\b', '');

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1400, height: 1400 } });
  await page.setContent(
    '<body style="margin:0;background:#1f1f1f"><div id="terminal" style="display:inline-block;padding:12px"></div>',
  );
  await page.addStyleTag({ path: path.join(xterm, 'css/xterm.css') });
  await page.addStyleTag({
    content:
      '.xterm .xterm-viewport, .xterm .scrollbar, .xterm .xterm-scrollable-element > .scrollbar { display: none !important; overflow: hidden !important }',
  });
  await page.addScriptTag({ path: path.join(xterm, 'lib/xterm.js') });
  await page.evaluate(
    async ({ columns, rows, shown }) => {
      const terminal = new globalThis.Terminal({
        cols: columns,
        rows,
        fontFamily: 'DejaVu Sans Mono, monospace',
        fontSize: 13,
        scrollback: 0,
        cursorInactiveStyle: 'none',
        theme: {
          background: '#1f1f1f',
          foreground: '#cccccc',
          green: '#23d18b',
          red: '#f14c4c',
          yellow: '#f5f543',
          cyan: '#29b8db',
        },
      });
      terminal.open(document.getElementById('terminal'));
      await new Promise((resolve) => terminal.write(shown, resolve));
    },
    { columns: Number(columns), rows: Number(rows), shown },
  );
  await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('spawn'));
  await page.locator('#terminal').screenshot({ path: file });
} finally {
  await browser.close();
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
