// 1-03 as its people walk it: a drafter in the editor with its live pages, 校对,
// 科长, 文秘, 办公室主任, 会签, 副局长, 局长, and the office to the last receipt; on a
// desktop, and the leaders' part on a phone. axe finds nothing on any page; pictures
// go into the user's guide.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { open, sizes } from './lib.mjs';

const office = await open();
const text = (page) => page.locator('main').innerText();
const pictures = fileURLToPath(new URL('shots/', import.meta.url));
const body = '为规范印章使用，现就有关事项通知如下。\n一、严格审批\n未经批准，一律不得用印。\n二、如实登记\n每次用印登记事由、份数和批准人。';

/** A picture of what the screen shows, for the guide. */
async function picture(page, name) {
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `outgoing-${name}.png`), animations: 'disabled' });
}

/** Waits for pages beside the text that are set of what is typed now. */
async function typeset(page, wanted) {
  await page.locator('[data-pages] img').first().waitFor();
  await page.waitForFunction((want) => document.querySelector('[data-fit]').textContent.includes(want), wanted);
}

/** Drafts in the editor as it is on that size and gives the address of the case. */
async function draft(user, title, size = 'desktop', more) {
  const page = await office.login(user, size);
  await page.goto('/outgoing/edit');
  await page.fill('[name=title]', title);
  await page.fill('[name=to]', '各科室');
  await page.fill('[name=copies]', '6');
  if (size === 'phone') await page.fill('[name=body]', body);
  else {
    await page.locator('.ed-paper').click();
    for (const [i, line] of body.split('\n').entries()) {
      if (i) await page.keyboard.press('Enter');
      await page.keyboard.insertText(line);
    }
  }
  await typeset(page, '面');
  if (more) await more(page);
  await page.locator('form.ed [data-main]').click();
  await page.waitForURL(/\/cases\//);
  return new URL(page.url()).pathname;
}

/** Opens the case as somebody and does the main action. */
async function act(user, path, { opinion = '', prepare, size = 'desktop' } = {}) {
  const page = await office.login(user, size);
  page.on('console', (m) => console.error('CON', m.text())); page.on('pageerror', (e) => console.error('ERR', e.stack));
  await page.goto(path);
  await office.axe(page);
  if (prepare) await prepare(page);
  if (opinion) await page.fill('#f-opinion', opinion);
  await page.locator('.act [form=f][data-main]').click();
  await page.locator('.flash, .refuse, .esum').first().waitFor().catch(async (e) => { console.error(office.said?.slice(-5)); throw e; }); // DBG
  assert.ok(await page.locator('.flash').count(), `${user} was refused:\n${await text(page)}`);
  return page;
}

const tick = (name) => (page) => page.check(`[type=checkbox][name=${name}]`);
const pick = (page, name, label) => page.locator(`fieldset:has(input[name=${name}]) label:has-text("${label}") input`).check();

for (const size of Object.keys(sizes)) {
  test(`a document from the draft to its receipts, leaders on ${size} (1-03)`, { timeout: 300_000 }, async () => {
    const title = size === 'phone' ? '关于规范公章使用的通知' : '关于规范印章使用的通知';
    const path = await draft('yewukeyuan', title, size, async (page) => {
      await office.axe(page);
      await picture(page, `editor-${size}`);
    });
    const drafter = await act('yewukeyuan', path, { size });
    assert.match(await text(drafter), /科室负责人审核/);

    await act('yewukezhang', path, { opinion: '同意，送办公室核稿。', size });
    await act('wenmi', path, { opinion: '已核，行文必要，格式正确。', prepare: async (page) => {
      for (const name of ['manners', 'policy', 'layout', 'consults']) await tick(name)(page);
      if (size === 'desktop') await picture(page, 'check');
    } });
    await act('bangongshizhuren', path, { opinion: '请法规科会签后呈批。', prepare: async (page) => {
      await pick(page, 'countersign', '法规科');
      await pick(page, 'signer', '主要负责人');
    } });
    await act('faguikezhang', path, { opinion: '无不同意见。', size });
    await act('fujuzhang2', path, { opinion: '同意，呈局长签发。', size });
    await act('wenmi', path);
    const head = await act('juzhang', path, { opinion: '同意印发。', size, prepare: async (page) => { if (size === 'phone') await picture(page, 'sign'); } });
    assert.match(await text(head), /已签发/);

    const wenmi = await act('wenmi', path);
    assert.match(await text(wenmi), /云示发〔20\d\d〕\d+号/);
    await act('wenmi', path, { prepare: (page) => pick(page, 'verdict', '定稿') });
    await act('wenshu', path);
    await act('wenshu', path, { prepare: async (page) => { await page.fill('[name=line]', '用印〔2026〕900号'); } });
    await act('wenshu', path);
    await picture(await office.login('wenshu').then(async (page) => { await page.goto(path); return page; }), `sent-${size}`);

    const clerk = await office.login('wenshu');
    await clerk.goto(path.replace('/cases/', '/outgoing/') + '/receipts');
    await office.axe(clerk);
    await office.shot(clerk, 'outgoing-receipts');
  });
}
