// The parts of VS Code's window that a test touches, by what a person calls them. Everything waits for what it needs
// to be there, and at no cost else.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../host/browser.mjs';

/** Theme → the class that the window carries once it is on. */
const THEMES = {
  light: { label: 'Light Modern', window: '.monaco-workbench.vs' },
  dark: { label: 'Dark Modern', window: '.monaco-workbench.vs-dark' },
  'high-contrast': { label: 'Default High Contrast', window: '.monaco-workbench.hc-black' },
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** How long an open picker is given before it is held to be closed. */
const PATIENCE_MS = 10_000;

const QUICK_INPUT = '.quick-input-widget .quick-input-box input';

export class Workbench {
  /**
   * @param {import('playwright-core').Browser} browser
   * @param {import('playwright-core').Page} page
   * @param {string} shots folder for screenshots
   */
  constructor(browser, page, shots) {
    this.browser = browser;
    this.page = page;
    this.shots = shots;
  }

  /** In a browser of its own, which `close` ends. */
  static async launch() {
    const { browser, page } = await launchBrowser();
    page.setDefaultTimeout(30_000);
    return new Workbench(browser, page, path.join(root, 'out/shots'));
  }

  async close() {
    await this.browser.close();
  }

  /** Opens the window and waits until a person could use it. */
  async open(address) {
    await this.page.goto(address);
    await this.page.waitForSelector('.monaco-workbench .part.statusbar');
    await this.page.waitForSelector('.explorer-viewlet .monaco-list-row');
  }

  async openFile(name) {
    await this.page.keyboard.press('Control+P');
    await this.pick(name, path.basename(name));
    await this.page.waitForSelector(
      `.tabs-container .tab.active[data-resource-name="${path.basename(name)}"]`,
    );
    await this.page.waitForSelector('.editor-instance .view-lines .view-line');
  }

  /** Loads the window again. The browser's own way would not wait until VS Code has written down what is open. */
  async reload() {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.page.waitForSelector('.monaco-workbench .part.statusbar');
  }

  async closeEditors() {
    await this.command('View: Close All Editors');
  }

  /** What the webview in sight shows. */
  get webview() {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Runs a command by its title in the palette: `Spawn: Dry Run`. */
  async command(title) {
    // A page in an editor that was just loaded takes the focus, and the palette closes: it is opened again.
    for (let left = 3; ; left -= 1) {
      await this.page.keyboard.press('F1');
      try {
        await this.page.locator(QUICK_INPUT).fill(`>${title}`, { timeout: PATIENCE_MS });
        await this.choice(title).click({ timeout: PATIENCE_MS });
        return;
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  }

  /** Types into the picker that is open, and takes the first choice that is called this. */
  async pick(text, label = text) {
    await this.page.waitForSelector(QUICK_INPUT);
    await this.page.keyboard.type(text);
    await this.choice(label).click();
  }

  /** A choice of the picker that is open. */
  choice(label) {
    return this.page.locator(`.quick-input-list .monaco-list-row[aria-label*="${label}"]`).first();
  }

  /** Puts the cursor at the end of a line, counted from 1. */
  async goToEndOfLine(line) {
    await this.page.locator('.editor-instance .view-lines').first().click();
    await this.page.keyboard.press('Control+G');
    await this.page.waitForSelector(QUICK_INPUT);
    await this.page.keyboard.type(String(line));
    await this.page.keyboard.press('Enter');
    await this.page.waitForSelector('.quick-input-widget', { state: 'hidden' });
    await this.page.keyboard.press('End');
  }

  /**
   * A lens that a click acts on: while VS Code asks again it shows the last answer as mere text.
   * @param {string | RegExp} text
   */
  codeLens(text) {
    return this.page.locator('.codelens-decoration a').filter({ hasText: text }).first();
  }

  get squiggles() {
    return this.page.locator('.squiggly-error');
  }

  /** The message of the problem at the cursor, as the marker widget shows it. */
  async nextProblem() {
    await this.page.keyboard.press('Alt+F8');
    const message = this.page.locator('.marker-widget .message');
    await message.waitFor();
    const text = (await message.textContent()) ?? '';
    await this.page.keyboard.press('Escape');
    await this.page.waitForSelector('.marker-widget', { state: 'detached' });
    return text;
  }

  /** The modal that asks before something happens. */
  get dialog() {
    return this.page.locator('.monaco-dialog-box');
  }

  /** @param {string | RegExp} label */
  async answer(label) {
    await this.dialog.locator('.monaco-button').filter({ hasText: label }).click();
    await this.dialog.waitFor({ state: 'detached' });
  }

  /** @param {string | RegExp} text */
  notification(text) {
    return this.page.locator('.notification-toast').filter({ hasText: text }).first();
  }

  /** @param {string | RegExp} text @param {string | RegExp} label */
  async pressInNotification(text, label) {
    await this.notification(text).locator('.monaco-button').filter({ hasText: label }).click();
  }

  /** @param {string} title of a view container, as on the activity bar: `Spawn`, `Explorer` */
  async showSidebar(title) {
    const tab = this.page.locator(`.activitybar li.action-item:has(a.action-label[aria-label^="${title}"])`);
    await tab.first().waitFor();
    if (!(await tab.first().getAttribute('class'))?.includes('checked')) await tab.first().click();
    await this.page
      .locator(`.part.sidebar .title-label`)
      .filter({ hasText: new RegExp(title, 'i') })
      .waitFor();
  }

  /** A row of a tree in the sidebar. @param {string | RegExp} text */
  row(text) {
    return this.page.locator('.part.sidebar .monaco-list-row').filter({ hasText: text }).first();
  }

  async rowTexts() {
    return (await this.page.locator('.part.sidebar .monaco-list-row').allInnerTexts()).map((text) =>
      text.replaceAll(/\s+/g, ' ').trim(),
    );
  }

  /** Clicks an action that a row shows when the mouse is over it. */
  async rowAction(text, title) {
    const row = this.row(text);
    await row.hover();
    await row.locator(`.action-label[aria-label^="${title}"]`).click();
  }

  /**
   * Chooses from the context menu that is open. By key: VS Code's menus are deaf to the mouse for their first 100 ms, so
   * that the click that opened them chooses nothing.
   * @param {string | RegExp} text
   */
  async chooseInMenu(text) {
    const item = this.page.locator('.monaco-menu .action-item').filter({ hasText: text }).first();
    await item.hover();
    await item.and(this.page.locator('.focused')).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.monaco-menu').first().waitFor({ state: 'detached' });
  }

  /** @param {string | RegExp} text */
  statusBarItem(text) {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }).first();
  }

  /** @param {keyof typeof THEMES} name */
  async theme(name) {
    const { label, window } = THEMES[name];
    await this.command('Preferences: Color Theme');
    await this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: 'Dark Modern' })
      .waitFor();
    await this.pick(label);
    await this.page.waitForSelector(window);
  }

  async shot(name) {
    fs.mkdirSync(this.shots, { recursive: true });
    // Nothing is pointed at, so nothing explains itself over the picture.
    await this.page.mouse.move(700, 600);
    await this.page.locator('.workbench-hover').first().waitFor({ state: 'detached' });
    await this.page.screenshot({ path: path.join(this.shots, `${name}.png`), animations: 'disabled' });
  }

  /**
   * Notes every text that elements of this kind show, or have read out, from now on: what is there for a moment is not missed.
   * @returns {() => Promise<readonly string[]>} the texts so far, each once, in order
   */
  async watch(selector) {
    const key = `spawnSeen:${selector}`;
    await this.page.evaluate(
      ([where, name]) => {
        const seen = new Set();
        const look = () => {
          for (const element of document.querySelectorAll(where)) {
            const said = [element.getAttribute('aria-label'), element.textContent].join(' ');
            seen.add(said.replaceAll(/\s+/g, ' ').trim());
          }
        };
        new MutationObserver(look).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
          attributeFilter: ['aria-label'],
        });
        look();
        globalThis[name] = seen;
      },
      [selector, key],
    );
    return () => this.page.evaluate((name) => [...globalThis[name]], key);
  }
}
