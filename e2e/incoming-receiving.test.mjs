// 1-02, from the envelope to the register: an exchange list signed for at once, many
// PDFs registered at once, the same document twice, corrections, documents that are
// not ours, the duty officer at night, and a registration by keyboard alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, pdf, text, upload, xlsx } from './incoming.mjs';
import { letters, marked } from './letters.mjs';
import { open, sizes } from './lib.mjs';

const office = await open();
const at = desk(office);
const morning = letters();

test('an exchange list in a spreadsheet and by hand, signed for at once (1-02-1.1)', { timeout: 120_000 }, async () => {
  office.tolerate(/422/);
  const page = await office.login('wenshu');
  await page.goto('/incoming/waiting');
  const wrong = xlsx([['来文机关', '来文字号', '标题', '份数'], ['云泽市林业局', '云林函〔2026〕901号', '关于开展冬季造林的函', '两份']], 'wrong.xlsx');
  await upload(page, 'files', wrong);
  await page.locator('form.form [data-main]').click();
  await page.getByText('第 2 行').first().waitFor();
  await office.axe(page);

  await page.goto('/incoming/waiting');
  await upload(page, 'files', xlsx([['来文机关', '来文字号', '标题', '紧急程度', '份数'],
    ['云泽市林业局', '云林函〔2026〕901号', '关于开展冬季造林的函', '', '1'], ['云泽市气象局', '云气函〔2026〕902号', '关于通报寒潮趋势的函', '特急', '2']]));
  await page.locator('form.form [data-main]').click();
  await page.locator('.flash').waitFor();
  assert.match(await text(page), /关于通报寒潮趋势的函/);
  await office.axe(page);
  await office.shot(page, 'incoming-waiting');

  const line = (title) => page.locator('tr', { hasText: title });
  await line('关于开展冬季造林的函').locator('input').check();
  await line('关于通报寒潮趋势的函').locator('input').check();
  await page.getByRole('button', { name: '签收', exact: true }).click();
  await page.locator('.flash', { hasText: '已签收 2 件' }).waitFor();
  assert.doesNotMatch(await text(page), /冬季造林/);

  // one that did not arrive is kept, with what was found out
  await line('关于组织机关健身活动的函').locator('input').check();
  await page.getByRole('button', { name: '注明未到' }).click();
  await page.getByText('没有注明未到').first().waitFor();
  await page.fill('[name=reason]', '已电话联系市体育局，明天补送。');
  await page.getByRole('button', { name: '注明未到' }).click();
  await page.locator('.flash', { hasText: '已注明未到 1 件' }).waitFor();
  const list = await page.request.get('/incoming/waiting?format=pdf');
  assert.equal(list.headers()['content-type'], 'application/pdf');

  // signed for, and now to be registered
  await page.goto('/incoming?at=register');
  assert.match(await text(page), /关于通报寒潮趋势的函/);
});

test('a batch of PDFs: each registered on its own, the refused one stays with its reason (1-02-1.1)', { timeout: 180_000 }, async () => {
  office.tolerate(/422/);
  for (const size of Object.keys(sizes)) {
    const page = await office.login('wenshu', size);
    await page.goto('/incoming/batch');
    await office.axe(page);
    await upload(page, 'files', size === 'phone' ? morning.slice(0, 1) : morning);
    await page.locator('form.form [data-main]').click();
    await page.locator('[name="r0.title"]').waitFor({ timeout: 60_000 }); // every letter is read
    await office.axe(page);
    if (size === 'phone') { // the same letter again: refused, everything stays
      await page.locator('#batch [data-main]').click();
      await page.locator('.refuse').first().waitFor();
      assert.match(await text(page), /1-02-1\.1/);
      assert.notEqual(await page.inputValue('[name="r0.title"]'), '');
      await office.axe(page);
      continue;
    }
    assert.notEqual(await page.inputValue('[name="r0.doc_number"]'), '', 'the number was read');
    await office.shot(page, 'incoming-batch');
    await page.fill('[name="r3.title"]', ''); // one without a title, one left for later
    await page.uncheck('[name="r4.take"][type=checkbox]');
    await page.keyboard.press('Control+Enter');
    await page.getByText('3 件待登记').waitFor();
    const said = await text(page);
    assert.match(said, /填写标题/);
    assert.match(said, /1-02-1\.1/, 'the document of finance is registered already');
    assert.equal((said.match(/收〔\d+〕\d+号　/g) ?? []).length, 2);
    await office.axe(page);
    await office.shot(page, 'incoming-batch-refused');
    await page.selectOption('[name="r0.twin"]', '更正重发');
    await page.fill('[name="r0.twin_reason"]', '来文机关更正附件后重发');
    await page.fill('[name="r1.title"]', '关于更新执法车辆的请示');
    await page.keyboard.press('Control+Enter');
    await page.getByText('1 件待登记').waitFor();
  }
});

test('a file with a classification marking is in no batch (1-04-6)', async () => {
  office.tolerate(/422/);
  const page = await office.login('wenshu');
  await page.goto('/incoming/batch');
  await page.setInputFiles('[data-up=files] input[type=file]', await marked(page));
  await page.locator('[data-upsay]', { hasText: '没有上传' }).waitFor();
  assert.match(await page.locator('[data-upsay]').innerText(), /密级标志/);
  assert.equal(await page.locator('[data-up=files] li').count(), 0);
});

test('paper and electronic copy are one document: refused, then merged (1-02-1.1)', { timeout: 90_000 }, async () => {
  office.tolerate(/422/);
  const first = await at.register('关于水库安全检查的通知', '云水〔2026〕903号', { source: '公文交换' });
  const page = await office.login('wenshu');
  await page.goto('/start/incoming');
  await page.fill('[name=title]', '关于水库安全检查的通知');
  await page.fill('[name=organ]', '云泽市水务局');
  await page.fill('[name=doc_number]', '云水[2026]903号');
  await page.locator('form.form [data-main]').click();
  await page.locator('.refuse').waitFor();
  await office.shot(page, 'incoming-refused-twin');
  await page.selectOption('[name=twin]', '归并');
  await page.locator('form.form [data-main]').click();
  await page.waitForURL(/\/cases\//);
  assert.match(await text(page), /归并/);
  await at.sees('wenshu', first, /另有来源[\s\S]*纸质/);
  await office.axe(page);
});

test('a registration is corrected, both readings stay (G-03)', { timeout: 90_000 }, async () => {
  office.tolerate(/422/);
  const path = await at.register('关于节水宣传的函', '云水〔2026〕940号');
  const page = await office.login('wenshu');
  await page.goto(path);
  await page.locator('.act summary', { hasText: '更多' }).click();
  await page.getByText('更正', { exact: true }).first().click();
  const panel = page.locator('form:has([name=doc_number])').last();
  await panel.locator('[name=doc_number]').fill('云水〔2026〕904号');
  await panel.locator('[name=opinion]').fill('登记时文号后两位写颠倒');
  await panel.locator('[type=submit]').click();
  await page.locator('.flash').waitFor();
  await page.locator('summary', { hasText: '办理记录' }).click();
  const said = await text(page);
  assert.match(said, /云水〔2026〕940号/);
  assert.match(said, /云水〔2026〕904号/);
  await office.axe(page);
  await office.shot(page, 'incoming-corrected');
});

test('what is not ours goes back with its reason and a printed note (1-02-1.1)', { timeout: 90_000 }, async () => {
  const path = await at.register('关于道路保洁的通知', '云城〔2026〕905号', { organ: '云泽市城市管理局', sentBack: '不属本局职责，应送市环卫中心。' });
  const page = await at.act('wenshu', path, '', async (p) => {
    await p.locator('label:has-text("公文交换") input[name=way]').check();
    await p.fill('[name=taken]', '交换平台');
  });
  await page.goto(path);
  assert.match(await text(page), /已退文/);
  const note = await page.request.get(`${path}/print/sent-back`);
  assert.equal(note.headers()['content-type'], 'application/pdf');
});

test('a telegram at night: taken in by the duty officer, reported by telephone, on record (1-02-1.2)', { timeout: 90_000 }, async () => {
  const page = await office.login('wenshu'); // on duty today
  await page.goto('/start/incoming?only=1');
  await page.selectOption('[name=source]', '电报');
  await page.fill('[name=organ]', '云泽市防汛抗旱指挥部');
  await page.fill('[name=title]', '关于启动防汛三级响应的紧急通知');
  await page.selectOption('[name=urgency]', '特提');
  await page.selectOption('[name=how]', '值班代收');
  await office.axe(page);
  await page.selectOption('[name=reported_to]', await page.locator('[name=reported_to] option', { hasText: '王建华' }).getAttribute('value'));
  const now = new Date(Date.now() + 8 * 3600_000 - 5 * 60_000).toISOString();
  await page.fill('[name=reported_at]', `${now.slice(0, 10)} ${now.slice(11, 16)}`);
  await page.fill('[name=told]', '立即通知各科室到岗。');
  await upload(page, 'proof', pdf('call', 'call.pdf'));
  await page.locator('form.form [data-main]').click();
  await page.waitForURL(/\/cases\//);
  assert.match(await text(page), /值班代收/);
  await page.goto('/exceptions');
  assert.match(await text(page), /1-02/);
});

test('registering a letter by keyboard alone takes less than a minute (F1)', { timeout: 120_000 }, async () => {
  const page = await office.login('wenshu');
  await page.goto('/todo');
  let keys = 0;
  const press = async (key) => { keys += 1; await page.keyboard.press(key); };
  const type = async (words) => { keys += [...words].length; await page.keyboard.type(words); };
  const begun = Date.now();
  await press('n');
  await page.waitForURL(/\/new/);
  while (!(await page.evaluate(() => document.activeElement?.getAttribute('href')?.startsWith('/start/incoming')))) {
    await press('Tab');
    assert.ok(keys < 80, 'the way to 登记收文 is too long');
  }
  await press('Enter');
  await page.waitForURL(/\/start\/incoming/);
  // the chooser of the system is not the page's: the file comes in where it would give it
  await upload(page, 'files', morning[2]);
  await page.locator('.beside').waitFor();
  await page.waitForFunction(() => document.querySelector('[name=title]').value !== '');
  await page.focus('[name=doc_number]');
  await press('Control+a');
  await type('东示〔2026〕906号'); // the one thing to mend
  await press('Control+Enter');
  await page.waitForURL(/\/cases\//);
  const seconds = (Date.now() - begun) / 1000;
  assert.match(await text(page), /东示〔2026〕906号/);
  assert.ok(keys <= 60 && seconds < 60, `${keys} keys, ${seconds} s`);
  console.log(`registered by keyboard: ${keys} keys, ${seconds.toFixed(1)} s`);
});
