// The log-in page renders in both sizes, has nothing that axe objects to, and
// the password that the demo prints opens the desk.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, sizes } from './lib.mjs';

const office = await open();

for (const size of Object.keys(sizes)) {
  test(`the log-in page renders: ${size}`, async () => {
    const page = await office.page(size);
    const response = await page.goto('/login');
    assert.equal(response.status(), 200);
    assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
    await page.locator('[name=login]').waitFor();
    await page.locator('[name=password]').waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, 'the page scrolls sideways');
    await office.axe(page);
    if (size === 'desktop') await office.shot(page, 'login');
  });
}

test('a person of the demo signs in', async () => {
  const page = await office.login('wenshu');
  assert.notEqual(new URL(page.url()).pathname, '/login');
  await page.locator('h1').first().waitFor();
});
