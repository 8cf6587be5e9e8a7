// usage: node look.mjs URL user password out path...
import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const [url, user, password, out, ...paths] = process.argv.slice(2);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const [size, viewport] of Object.entries({ d: { width: 1440, height: 900 }, p: { width: 390, height: 844 } })) {
  const ctx = await browser.newContext({ baseURL: url, viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' });
  const page = await ctx.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
  await page.goto('/login');
  await page.fill('[name=login]', user); await page.fill('[name=password]', password);
  await Promise.all([page.waitForURL((u) => u.pathname !== '/login'), page.locator('form:has([name=password]) [type=submit]').click()]);
  for (const path of paths) {
    const r = await page.goto(path);
    for (const d of await page.locator('details.foldin > summary').all()) if (process.env.OPEN) await d.click();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await page.evaluate(axeSource);
    const v = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    console.log(size, path, r.status(), overflow ? 'OVERFLOW ' + overflow : '', v.violations.map((x) => x.id + ': ' + x.nodes.map((n) => n.html.slice(0, 160)).join(' | ')).join('\n   '));
    await page.screenshot({ path: `${out}${path.replace(/[/?=&]/g, '_')}-${size}.png`, fullPage: true });
  }
  await ctx.close();
}
await browser.close();
