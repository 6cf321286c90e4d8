// Debian's Chromium, seeing nothing but this machine.
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', // root has no user namespace to sandbox in, and only our own pages are opened
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @param {{ scrollBars?: boolean }} [options] `scrollBars`: they take room, as in the editor; else they are left out
 * @returns {Promise<{ browser: import('playwright-core').Browser, page: import('playwright-core').Page }>}
 */
export async function launchBrowser({ scrollBars = false } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: FLAGS,
    ...(scrollBars ? { ignoreDefaultArgs: ['--hide-scrollbars'] } : {}),
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const foreign = (url) => url.hostname !== '127.0.0.1' && /^(https?|wss?):$/.test(url.protocol);
  await page.route(foreign, (route) => route.abort());
  return { browser, page };
}
