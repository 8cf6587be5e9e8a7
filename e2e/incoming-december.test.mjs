// 1-02 in December: each department hands back what it no longer needs, by a list of
// what it has; its head checks, the office counts and signs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, text } from './incoming.mjs';
import { openDecember } from './lib.mjs';

const office = await openDecember();
const at = desk(office);
const codes = (page) => page.locator('input[name$=".code"]').evaluateAll((all) => all.filter((one) => one.value !== '').length);

test('the yearly clearing: listed with a reason for what stays, checked, counted (1-02-2.2)', { timeout: 150_000 }, async () => {
  office.tolerate(/422/);
  const keeper = await office.login('yewukeyuan');
  const link = keeper.locator('.todo a.t', { hasText: '年文件清退' });
  for (let n = 0; n < 40 && !(await link.count()); n++) {
    await keeper.goto('/todo');
    await keeper.waitForTimeout(250);
  }
  await link.first().click();
  await keeper.waitForURL(/\/cases\//);
  const path = new URL(keeper.url()).pathname;
  await office.axe(keeper);
  const decisions = keeper.locator('select[name$=".decision"]');
  const papers = await codes(keeper);
  assert.ok(papers >= 2, `the department has ${papers} papers`);
  await decisions.nth(0).selectOption('留用'); // without a reason
  await keeper.locator('.act [form=f][data-main]').click();
  await keeper.locator('.refuse').waitFor();
  assert.match(await text(keeper), /1-02-2\.2/);
  await office.axe(keeper);
  await keeper.locator('input[name$=".reason"]').nth(0).fill('常用资料');
  await office.shot(keeper, 'incoming-handback');
  await keeper.locator('.act [form=f][data-main]').click();
  await keeper.locator('.flash').waitFor();

  await at.act('yewukezhang', path, '已核对，同意清退。', null, 'phone');
  const clerk = await at.act('wenshu', path, '', async (page) => {
    assert.equal(await codes(page), papers - 1);
    await page.fill('[name=place]', '待处理文件柜 2 号');
    await office.shot(page, 'incoming-receive-back');
  });
  await clerk.goto(path);
  assert.match(await text(clerk), /已清退/);
  await office.axe(clerk);
  const list = await clerk.request.get(`${path}/print/handback`);
  assert.equal(list.headers()['content-type'], 'application/pdf');
  await clerk.goto('/registers/file-handback');
  assert.match(await text(clerk), /留用：常用资料/);
});

test('on a phone: the keeper of another department keeps nothing back (1-02-2.2)', { timeout: 90_000 }, async () => {
  const keeper = await office.login('qiyekeyuan', 'phone');
  await keeper.goto('/todo');
  await keeper.locator('.todo a.t', { hasText: '年文件清退' }).first().tap();
  await keeper.waitForURL(/\/cases\//);
  await office.axe(keeper);
  await keeper.locator('.act [form=f][data-main]').tap();
  await keeper.locator('.flash').waitFor();
});
