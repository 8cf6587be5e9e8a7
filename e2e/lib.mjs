// What the browser tests share: a running demo bureau, a browser, a signed-in
// page per post, accessibility checks, pictures, and the rule that no page may
// log an error or lose a request.
//
//   import { test } from 'node:test';
//   import { open } from './lib.mjs';
//   const office = await open();               // once per file
//   test('…', async () => {
//     const wenshu = await office.login('wenshu');
//     await wenshu.goto('/tasks');
//     await office.axe(wenshu);
//     await office.shot(wenshu, 'tasks');
//   });
import assert from 'node:assert/strict';
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const program = process.env.GUIJU_BIN ?? join(here, '..', 'bin', 'guiju');
const axeSource = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The two sizes everything is looked at in. */
export const sizes = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

/** Where Chromium is; fails with the command that installs it. */
function findChromium() {
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    if (existsSync(path)) return path;
  }
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try {
      return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
    } catch {
      continue; // not this name
    }
  }
  throw new Error('no Chromium on this machine; install it with: make deps');
}

/** Makes the demo bureau in a new folder; gives the folder and the accounts' password. */
export async function makeDemo() {
  if (!existsSync(program)) throw new Error(`${program} is not built; build it with: make build`);
  const folder = await mkdtemp(join(tmpdir(), 'guiju-e2e-'));
  try {
    const printed = execFileSync(program, ['demo', '--data', join(folder, 'data')], {
      encoding: 'utf8',
      maxBuffer: 16 << 20,
      timeout: 10 * 60_000,
    });
    // “密码：…”, “密码 …” or “password: …”, as the program prints it.
    const password = /(?:密码|password)[^\S\n]*[:：]?[^\S\n]*(\S+)/i.exec(printed)?.[1];
    assert.ok(password, `guiju demo printed no password:\n${printed}`);
    return { folder, password };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A demo bureau of this file's own: a copy of the run's, or a new one outside of run.mjs. */
async function ownDemo() {
  if (!process.env.GUIJU_E2E_DEMO) return makeDemo();
  const shared = JSON.parse(process.env.GUIJU_E2E_DEMO);
  const folder = await mkdtemp(join(tmpdir(), 'guiju-e2e-'));
  await cp(shared.folder, folder, { recursive: true });
  return { ...shared, folder };
}

/** Serves a data folder on a free port; gives the process and its address. */
async function serve(data, [command, ...args] = [program, 'serve']) {
  const child = spawn(command, [...args, '--data', data, '--addr', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL')); // whatever ends this file ends its server
  const said = [];
  const address = new Promise((resolve, reject) => {
    const listen = (stream) =>
      createInterface({ input: stream }).on('line', (line) => {
        said.push(line);
        const url = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
        if (url) resolve(url);
      });
    listen(child.stdout);
    listen(child.stderr);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`guiju serve ended with ${code}:\n${said.join('\n')}`)));
  });
  try {
    return { process: child, url: await address, said };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** Ends a server; fails if it does not go in an orderly way. */
async function stop(server) {
  if (server.process.exitCode !== null) return;
  const gone = once(server.process, 'exit');
  server.process.kill('SIGTERM');
  const [code] = await gone;
  assert.equal(code, 0, `guiju serve ended with ${code}:\n${server.said.slice(-20).join('\n')}`);
}

/**
 * Opens the office: a demo bureau served for this test file, and a browser.
 * Everything is closed when the file's tests end. After each test no page may
 * have logged an error, thrown, or lost a request (see tolerate).
 */
export async function open() {
  return serveOffice(await ownDemo());
}

/** Opens the office on the first of December, as the calendar's yearly tasks come. */
export async function openDecember() {
  const demo = await ownDemo();
  const command = join(demo.folder, 'december');
  execFileSync('go', ['build', '-o', command, './december'], { cwd: here, env: { ...process.env, CGO_ENABLED: '0' } });
  return serveOffice(demo, [command, '--fonts', join(here, '..', 'fonts')]);
}

/**
 * Opens a new bureau as `guiju init` makes it, with nothing but its name and the
 * three administrators. passwords holds their first ones, by log-in name.
 */
export async function openNew(bureau) {
  if (!existsSync(program)) throw new Error(`${program} is not built; build it with: make build`);
  const folder = await mkdtemp(join(tmpdir(), 'guiju-e2e-'));
  const printed = execFileSync(program, ['init', '--data', join(folder, 'data'), '-bureau', bureau], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
  const passwords = Object.fromEntries([...printed.matchAll(/　(\w+)　首次密码：(\S+)/g)].map(([, login, password]) => [login, password]));
  assert.equal(Object.keys(passwords).length, 3, `guiju init told no three first passwords:\n${printed}`);
  const office = await serveOffice({ folder });
  office.passwords = passwords;
  return office;
}

/** Serves a bureau's folder and opens a browser on it. */
async function serveOffice(demo, command) {
  let server;
  let browser;
  const close = async () => {
    await browser?.close();
    try {
      if (server) await stop(server);
    } finally {
      await rm(demo.folder, { recursive: true, force: true });
    }
  };
  try {
    server = await serve(join(demo.folder, 'data'), command);
    browser = await chromium.launch({
      executablePath: findChromium(),
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    });
  } catch (error) {
    await close();
    throw error;
  }
  const office = new Office(server.url, demo, browser);
  afterEach(() => office.assertQuiet());
  after(close);
  return office;
}

class Office {
  #browser;
  #signedIn = new Map(); // "user size" → context
  #faults = [];
  #tolerated = [];

  constructor(url, demo, browser) {
    this.url = url;
    this.data = join(demo.folder, 'data');
    this.password = demo.password;
    this.passwords = {}; // of those who do not have the demo's
    this.#browser = browser;
  }

  /** A page of nobody, in a context of its own. */
  async page(size = 'desktop') {
    return this.#newPage(await this.#newContext(size));
  }

  /** A page of the person in a post ('wenshu'); the same person shares one session per size. */
  async login(user, size = 'desktop') {
    const key = `${user} ${size}`;
    let context = this.#signedIn.get(key);
    if (context) return this.#newPage(context);
    context = await this.#newContext(size);
    const page = await this.#newPage(context);
    await page.goto('/login');
    await page.fill('[name=login]', user);
    await page.fill('[name=password]', this.passwords[user] ?? this.password);
    await Promise.all([
      page.waitForURL((url) => url.pathname !== '/login'),
      page.locator('form:has([name=password]) [type=submit]').click(),
    ]);
    this.#signedIn.set(key, context);
    return page;
  }

  /** Asserts that axe finds nothing, in the whole page or below a selector. */
  async axe(page, within) {
    if (!(await page.evaluate(() => 'axe' in globalThis))) {
      // Through the debugger, not as a script element: the page's content
      // security policy stays as it is.
      await page.evaluate(await readFile(axeSource, 'utf8'));
    }
    const { violations, passes } = await page.evaluate(
      ([scope, tags]) =>
        globalThis.axe.run(scope ?? document, { runOnly: tags, resultTypes: ['violations'] }),
      [within, axeTags],
    );
    assert.ok(passes.length > 0, 'axe checked nothing');
    const found = violations.map(
      (v) => `${v.id} (${v.impact}): ${v.help}\n` + v.nodes.map((n) => `    ${n.target.join(' ')}\n      ${n.html}`).join('\n'),
    );
    assert.equal(found.length, 0, `${page.url()}: axe finds\n${found.join('\n')}`);
  }

  /** Takes pictures of the page in both sizes: e2e/shots/NAME-desktop.png and NAME-phone.png. */
  async shot(page, name) {
    await mkdir(join(here, 'shots'), { recursive: true });
    await page.evaluate(() => scrollTo(0, 0)); // what sticks stands where it belongs
    const before = page.viewportSize();
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      // Hiding the caret would leave style="" on fields, which the policy of the page forbids to copy.
      await page.screenshot({ path: join(here, 'shots', `${name}-${size}.png`), fullPage: true, animations: 'disabled', caret: 'initial' });
    }
    if (before) await page.setViewportSize(before);
  }

  /**
   * Lets faults that match pass in the current test: a refusal is an honest
   * 422, and the browser logs every 4xx. Say it before the step.
   */
  tolerate(pattern) {
    this.#tolerated.push(pattern);
  }

  /** Asserts that no page logged an error, threw, or lost a request since the last call. */
  assertQuiet() {
    const faults = this.#faults.filter((fault) => !this.#tolerated.some((pattern) => pattern.test(fault)));
    this.#faults = [];
    this.#tolerated = [];
    assert.deepEqual(faults, [], 'pages logged errors or lost requests');
  }

  async #newContext(size) {
    const viewport = sizes[size];
    assert.ok(viewport, `no size ${size}`);
    return this.#browser.newContext({
      baseURL: this.url,
      viewport,
      hasTouch: size === 'phone',
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
    });
  }

  async #newPage(context) {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      if (message.type() === 'error') {
        this.#faults.push(`${page.url()}: console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('pageerror', (error) => this.#faults.push(`${page.url()}: script: ${error.stack ?? error}`));
    page.on('requestfailed', (request) => {
      // Leaving a page ends its event stream; that is no loss.
      if (request.resourceType() === 'eventsource' || request.failure()?.errorText === 'net::ERR_ABORTED') return;
      this.#faults.push(`${page.url()}: request: ${request.url()} ${request.failure()?.errorText}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(this.url) && !/^(data|blob|about):/.test(url)) {
        this.#faults.push(`${page.url()}: request to another host: ${url}`);
      }
    });
    return page;
  }
}

/** Chooses by part of the label: among buttons where there are few, else in a select, also one behind a combobox. */
export async function choose(page, name, label) {
  if (await page.locator(`input[name="${name}"][type=radio]`).count()) return tick(page, name, label);
  return page.locator(`select[name="${name}"]`).evaluate((select, part) => {
    const option = [...select.options].find((o) => o.label.includes(part));
    if (!option) throw new Error(`no ${part} among ${[...select.options].map((o) => o.label)}`);
    select.value = option.value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, label);
}
/** Ticks among buttons by part of the label. */
export const tick = (page, name, label) => page.locator(`fieldset:has(input[name="${name}"]) label:has-text("${label}") input`).check();
