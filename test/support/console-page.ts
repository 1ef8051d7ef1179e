import type { Browser, BrowserContext, Cookie, Locator, Page } from 'playwright-core';

export interface ConsoleOptions {
  /** The page to begin at. */
  readonly path?: string;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: 'reduce';
  /** Where the host is, such as `Europe/Berlin`. */
  readonly timezoneId?: string;
  /** Of a browser that somebody is signed in with. */
  readonly cookies?: readonly Cookie[];
}

const PATIENCE_MS = 15_000;

/** Everything is found by what it is and what it is called, as people find it, with a screen reader or without. */
type Role = Parameters<Page['getByRole']>[0];

/** A host at the console, who counts each time the hand or the fingers do something. */
export class ConsolePage {
  /** Uncaught exceptions and console errors of the page. */
  readonly errors: string[] = [];
  #interactions = 0;

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && this.errors.push(message.text()));
  }

  static async open(browser: Browser, serverUrl: string, options: ConsoleOptions = {}): Promise<ConsolePage> {
    const { path, width = 1440, height = 900, cookies = [], ...context } = options;
    const opened = await browser.newContext({ ...context, viewport: { width, height }, baseURL: serverUrl });
    await opened.addCookies([...cookies]);
    return ConsolePage.#openIn(opened, path);
  }

  /** Another tab of the same browser, for the same host. */
  openTab(): Promise<ConsolePage> {
    return ConsolePage.#openIn(this.context);
  }

  /** Clicks, fields filled in, keys and files chosen so far. */
  get interactions(): number {
    return this.#interactions;
  }

  async signIn(username: string, password: string): Promise<void> {
    await this.fill('User name', username);
    await this.fill('Password', password);
    await this.click('button', 'Sign in');
    await this.page.getByRole('button', { name: `Account of ${username}` }).waitFor();
  }

  async click(role: Role, name: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    this.#interactions += 1;
    await within.getByRole(role, { name, exact: typeof name === 'string' }).click();
  }

  async fill(label: string, text: string, within: Locator | Page = this.page): Promise<void> {
    this.#interactions += 1;
    await within.getByLabel(label, { exact: true }).fill(text);
  }

  async press(key: string): Promise<void> {
    this.#interactions += 1;
    await this.page.keyboard.press(key);
  }

  /** Takes hold of what has the focus, by keyboard. Whoever drags listens to the keys that follow from a later task on. */
  async pickUp(): Promise<void> {
    await this.press('Space');
    await this.page.evaluate(() => new Promise((later) => setTimeout(later)));
  }

  /** Chooses files in the dialog that a button opens. */
  async chooseFiles(button: string, paths: readonly string[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.click('button', button);
    await (await chooser).setFiles([...paths]);
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  static async #openIn(context: BrowserContext, path = '/console'): Promise<ConsolePage> {
    const host = new ConsolePage(await context.newPage(), context);
    host.page.setDefaultTimeout(PATIENCE_MS);
    await host.page.goto(path);
    return host;
  }
}
