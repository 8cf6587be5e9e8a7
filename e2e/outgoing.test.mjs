// 1-03 as its people walk it: a drafter in the editor with its live pages, 校对,
// 科长, 文秘, 办公室主任, 会签, 副局长, 局长, and the office to the last receipt; on a
// desktop, and the leaders' part on a phone. axe finds nothing on any page; pictures
// go into the user's guide.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { choose, open, sizes, tick as pick } from './lib.mjs';

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
  await page.goto(path);
  await office.axe(page);
  if (prepare) await prepare(page);
  if (opinion) await page.fill('#f-opinion', opinion);
  await page.locator('.act [form=f][data-main]').click();
  await page.locator('.flash, .refuse, .esum').first().waitFor();
  assert.ok(await page.locator('.flash').count(), `${user} was refused:\n${await text(page)}`);
  return page;
}

const tick = (name) => (page) => page.check(`[type=checkbox][name=${name}]`);

/** Has a document stamped: the 文书 applies from its page, the keeper scans and presses. Gives the address of the use. */
async function stamp(path) {
  const clerk = await office.login('wenshu');
  await clerk.goto(path);
  await clerk.locator('a:has-text("申请用印")').click();
  assert.equal(await clerk.inputValue('[name=copies]'), '6');
  await choose(clerk, 'seal', '局公章');
  await clerk.locator('form.form [data-main]').click();
  await clerk.waitForURL(/\/cases\//);
  const use = new URL(clerk.url()).pathname;
  await act('yinzhang', use, { prepare: async (page) => {
    const code = /码 ([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(await text(page))[1];
    await page.fill('[name=code]', code);
    await page.fill('[name=sheets]', /每份 (\d+) 页/.exec(await text(page))[1]);
  } });
  await act('wenshu', use);
  return use;
}

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
    await stamp(path);
    await act('wenshu', path);
    await act('wenshu', path);
    await picture(await office.login('wenshu').then(async (page) => { await page.goto(path); return page; }), `sent-${size}`);

    const clerk = await office.login('wenshu');
    const receipts = path.replace('/cases/', '/outgoing/') + '/receipts';
    await clerk.goto(receipts);
    await office.axe(clerk);
    await clerk.fill('input[name^=by_]', '李文华');
    await clerk.locator('form.form [data-main]').click();
    await clerk.locator('.flash').waitFor();
    if (size === 'desktop') await picture(clerk, 'receipts');
    await act('wenshu', path);
    await clerk.goto(path);
    assert.match(await text(clerk), /待归档/);
    await office.axe(clerk);
    for (const [format, type] of Object.entries({ pdf: 'application/pdf', ofd: 'application/ofd', docx: 'application/vnd.openxmlformats' })) {
      const file = await clerk.request.get(`${path.replace('/cases/', '/outgoing/')}/file/${format}`);
      assert.ok(file.ok() && file.headers()['content-type'].startsWith(type), `${format}: ${file.status()} ${file.headers()['content-type']}`);
    }
  });
}

test('a letter is answered: registered, answered from its page, signed, numbered, stamped against it, sent, received (1-01-6.1, 1-02-R4, 1-03)', { timeout: 300_000 }, async () => {
  const clerk = await office.login('wenshu');
  await clerk.goto('/start/incoming');
  for (const [name, value] of Object.entries({ title: '关于商请提供营商环境有关材料的函', organ: '云泽市商务局', doc_number: '云商函〔2026〕771号', copies: '1', pages: '2' })) await clerk.fill(`[name=${name}]`, value);
  await clerk.locator('form.form [data-main]').click();
  await clerk.waitForURL(/\/cases\//);
  const letter = new URL(clerk.url()).pathname;
  await act('bangongshizhuren', letter, { opinion: '拟请综合业务科办理并函复。', prepare: async (page) => {
    await pick(page, 'class', '办件');
    await pick(page, 'leaders', '王建华');
    await pick(page, 'hosts', '综合业务科');
  } });
  await act('juzhang', letter, { opinion: '请业务科函复。' });
  await act('wenshu', letter, { prepare: (page) => page.fill('[name=place]', '办公室文件柜 3 号') });
  await act('wenshu', letter);

  const head = await office.login('yewukezhang');
  await head.goto(letter);
  await head.locator('a[href*="/outgoing/edit?from="], a[href*="/start/outgoing?from="]').first().click();
  assert.equal(await head.inputValue('[name=to]'), '云泽市商务局');
  assert.match((await head.inputValue('[name=title]')).replaceAll('\n', ''), /关于提供营商环境有关材料的复函|复函/);
  await head.fill('[name=copies]', '6');
  await typeset(head, '面');
  await head.locator('form.ed [data-main]').click();
  await head.waitForURL(/\/cases\//);
  const reply = new URL(head.url()).pathname;
  await act('yewukezhang', reply);
  await act('fujuzhang2', reply, { opinion: '同意，送办公室核稿。' });
  await act('wenmi', reply, { opinion: '已核。', prepare: async (page) => { for (const name of ['manners', 'policy', 'layout', 'consults']) await tick(name)(page); } });
  await act('bangongshizhuren', reply, { opinion: '请法规科会签后呈批。', prepare: async (page) => {
    await pick(page, 'countersign', '法规科');
    await pick(page, 'signer', '主要负责人');
  } });
  await act('faguikezhang', reply, { opinion: '无不同意见。' });
  await act('fujuzhang2', reply, { opinion: '同意，呈局长签发。' });
  await act('wenmi', reply);
  await act('juzhang', reply, { opinion: '同意印发。' });
  const number = /云示函〔20\d\d〕\d+号/.exec(await text(await act('wenmi', reply)))[0];
  await act('wenmi', reply, { prepare: (page) => pick(page, 'verdict', '定稿') });
  await act('wenshu', reply);
  const use = await stamp(reply);
  await act('wenshu', reply);
  await act('wenshu', reply);
  await clerk.goto(reply.replace('/cases/', '/outgoing/') + '/receipts');
  await clerk.fill('input[name^=by_]', '商务局 刘芳');
  await clerk.locator('form.form [data-main]').click();
  await clerk.locator('.flash').waitFor();
  await act('wenshu', reply);

  for (const [at, others] of [[letter, [reply]], [reply, [letter, use]], [use, [reply]]]) {
    await clerk.goto(at);
    for (const other of others) assert.ok(await clerk.locator(`a[href="${other}"]`).count(), `${at} does not lead to ${other}`);
  }
  const handler = await office.login('yewukezhang');
  await handler.goto(letter);
  assert.match(await text(handler), new RegExp(number), 'the letter does not say under which number it was answered');
  await act('yewukezhang', letter, { opinion: '已函复。', prepare: (page) => page.fill('[name=result]', '已按要求函复。') });
  const closed = await act('wenshu', letter, { opinion: '已函复，予以办结。', prepare: (page) => pick(page, 'disposal', '待归档') });
  assert.match(await text(closed), /已办结|待归档/);
});

test('two versions are compared word by word; a stale page and a wrong person change nothing (1-03-2.1, G-04)', { timeout: 120_000 }, async () => {
  office.tolerate(/404|403|409|422/);
  const path = await draft('yewukeyuan', '关于做好防汛值守的通知');
  await act('yewukeyuan', path);
  const edit = path.replace('/cases/', '/outgoing/') + '/edit';
  const head = await office.login('yewukezhang');
  const stale = await office.login('yewukezhang');
  await head.goto(edit);
  await stale.goto(edit);
  for (const [page, words] of [[head, '值守人员不得擅自离岗。'], [stale, '这一句不会留下。']]) {
    await page.locator('.ed-paper p').last().click();
    await page.keyboard.press('End');
    await page.keyboard.insertText(words);
    await page.locator('form.ed [data-main]').click();
    await page.locator('.flash, .refuse, .esum, h1:has-text("没有")').first().waitFor();
  }
  assert.doesNotMatch(new URL(stale.url()).pathname, /^\/cases/, 'the stale page was taken');
  await head.goto(path.replace('/cases/', '/outgoing/') + '/compare');
  assert.match(await head.locator('ins').first().innerText(), /值守人员不得擅自离岗/);
  assert.doesNotMatch(await text(head), /这一句不会留下/);
  await office.axe(head);
  await picture(head, 'compare');

  const other = await office.login('menwei');
  for (const address of [path, edit, path.replace('/cases/', '/outgoing/') + '/compare']) assert.equal((await other.goto(address)).status(), 404, address);
  const drafter = await office.login('yewukeyuan');
  assert.equal((await drafter.goto(edit)).status(), 403); // it is not their turn
});

test('sent twice by an impatient hand, a document is one document (G-02)', async () => {
  const page = await office.login('zhifakeyuan');
  await page.goto('/outgoing/edit');
  await page.fill('[name=title]', '关于连按两次的通知');
  await page.fill('[name=to]', '各科室');
  await page.locator('.ed-paper').click();
  await page.keyboard.insertText('请遵照执行。');
  await typeset(page, '面');
  await page.locator('form.ed [data-main]').dblclick();
  await page.waitForURL(/\/cases\//);
  await page.goto('/outgoing/track');
  assert.equal(await page.locator('a.t', { hasText: '关于连按两次的通知' }).count(), 1);
});

test('a Word file takes the place of what is typed, and its faults are told (1-03-3.1)', async () => {
  const wenmi = await office.login('wenmi');
  await wenmi.goto('/registers/1-03-F1');
  const row = await wenmi.locator('table.reg a.t[href^="/cases/"]').first().getAttribute('href');
  const word = await wenmi.request.get(row.replace('/cases/', '/outgoing/') + '/file/docx');
  const title = await wenmi.locator('table.reg a.t[href^="/cases/"]').first().innerText();
  const page = await office.login('yewukeyuan');
  await page.goto('/outgoing/edit');
  await page.locator('summary:has-text("导入文稿")').click();
  await page.setInputFiles('#ed-file', { name: '文稿.docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', buffer: await word.body() });
  await page.locator('button[name=import]').click();
  await page.locator('text=导入时改动和没有认出的地方').waitFor();
  assert.equal((await page.inputValue('[name=title]')).replaceAll('\n', ''), title);
  await typeset(page, '面');
  await office.axe(page);
});

for (const size of Object.keys(sizes)) {
  test(`every page of outgoing documents, on ${size}: no accessibility faults, nothing sticks out`, { timeout: 240_000 }, async () => {
    const wenmi = await office.login('wenmi', size);
    for (const [name, path] of Object.entries({
      module: '/work/outgoing', register: '/registers/1-03-F1', kinds: '/registers/outgoing-kinds', series: '/registers/outgoing-series', row: '/registers/outgoing-series/' + encodeURIComponent('局文件'),
      counts: '/reports/outgoing-counts', time: '/reports/outgoing-time', returns: '/reports/outgoing-returns', numbers: '/reports/outgoing-numbers', track: '/outgoing/track', dept: '/outgoing/track?of=dept',
      spec: '/norms/1-03', kind: '/kinds/outgoing', extra: '/start/outgoing-extra', after: '/start/outgoing-after', reserve: '/start/outgoing-reserve', 'set-kind': '/start/outgoing-kinds', 'set-series': '/start/outgoing-series', editor: '/outgoing/edit',
    })) {
      const answer = await wenmi.goto(path);
      assert.equal(answer.status(), 200, path);
      await office.axe(wenmi);
      const overflow = await wenmi.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, `${path} scrolls sideways`);
      await office.shot(wenmi, `outgoing-page-${name}`);
      if (name === 'numbers' && size === 'desktop') await picture(wenmi, 'numbers');
    }
  });
}
