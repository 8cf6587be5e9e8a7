// 1-02's main flow as its people walk it: 文书, 办公室主任, 副局长, 局长, two
// 科长 and the 文书 again; on a desktop, and the leaders' part on a phone. axe
// finds nothing on any page; pictures go into the user's guide.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pdf, text } from './incoming.mjs';
import { open, sizes } from './lib.mjs';

const office = await open();

/** Registers a letter as the 文书 and gives its address. */
async function register(page, title, number) {
  await page.goto('/start/incoming');
  const uploaded = page.waitForResponse((r) => r.url().endsWith('/files') && r.ok());
  await page.setInputFiles('input[type=file]', pdf(title.length));
  await uploaded;
  await page.locator('.beside').waitFor(); // the letter stands beside the form
  await page.fill('[name=title]', title);
  await page.fill('[name=organ]', '云泽市交通运输局');
  await page.fill('[name=doc_number]', number);
  await page.locator('form.form [data-main]').click();
  await page.waitForURL(/\/cases\//);
  return new URL(page.url()).pathname;
}

/** Opens the case as somebody and does the main action with an opinion. */
async function act(user, path, opinion, prepare, size = 'desktop') {
  const page = await office.login(user, size);
  await page.goto(path);
  await office.axe(page);
  if (prepare) await prepare(page);
  if (opinion) await page.fill('#f-opinion', opinion);
  await page.locator('.act [form=f][data-main]').click();
  await page.locator('.flash').waitFor();
  return page;
}

const check = (page, name, label) => page.locator(`fieldset:has(input[name=${name}]) label:has-text("${label}") input`).check();

for (const size of Object.keys(sizes)) {
  test(`an incoming document from registration to closing, leaders on ${size} (1-02)`, { timeout: 180_000 }, async () => {
    const clerk = await office.login('wenshu');
    const path = await register(clerk, `关于开展交通安全检查的通知${size}`, `云交函〔2026〕${size === 'phone' ? 31 : 30}号`);
    assert.match(await text(clerk), /已登记，收〔2026〕\d+号/);
    await office.axe(clerk);
    await office.shot(clerk, `incoming-registered-${size}`);

    const director = await act('bangongshizhuren', path, '拟请副局长、局长批示。', async (page) => {
      await check(page, 'leaders', '何国强');
      await check(page, 'leaders', '王建华');
      await check(page, 'hosts', '执法监督科');
      await check(page, 'assistors', '企业服务科');
      await office.shot(page, `incoming-propose-${size}`);
    });
    assert.match(await text(director), /已拟办/);

    await act('fujuzhang2', path, '同意。', null, size);
    const head = await act('juzhang', path, '请执法监督科抓紧办理。', async (page) => {
      await office.shot(page, `incoming-instruct-${size}`);
    }, size);
    assert.match(await text(head), /已批示/);

    await act('wenshu', path, '', async (page) => { await page.fill('[name=place]', '办公室文件柜 2 号'); });
    await act('wenshu', path, '', null);
    await act('zhifakezhang', path, '已办理。', async (page) => { await page.fill('[name=result]', '已检查 12 家企业。'); }, size);
    await act('qiyekezhang', path, '已办理。', async (page) => { await page.fill('[name=result]', '已配合。'); });
    await act('wenshu', path, '予以办结。', null);
    await clerk.goto(path);
    assert.match(await text(clerk), /已办结/);
    await office.axe(clerk);
    await office.shot(clerk, `incoming-closed-${size}`);

    const printed = await clerk.request.get(`${path}/print/processing`);
    assert.equal(printed.headers()['content-type'], 'application/pdf');
    const sheet = await clerk.request.get('/registers/1-02-F1?format=xlsx');
    assert.equal(sheet.status(), 200);
  });
}

test('the same document is not registered twice; the page says how it can be done (1-02-1.1)', async () => {
  office.tolerate(/422/);
  const page = await office.login('wenshu');
  await register(page, '关于报送节能情况的函', '云节函〔2026〕5号');
  await page.goto('/start/incoming');
  await page.fill('[name=title]', '关于报送节能情况的函');
  await page.fill('[name=organ]', '云泽市交通运输局');
  await page.fill('[name=doc_number]', '云节函[2026]5号');
  await page.locator('form.form [data-main]').click();
  await page.locator('.refuse').waitFor();
  assert.match(await text(page), /1-02-1\.1/);
  assert.match(await text(page), /怎样可以办成/);
  assert.equal(await page.inputValue('[name=title]'), '关于报送节能情况的函', 'what was typed is kept');
  await office.axe(page);
  await office.shot(page, 'incoming-refused');
});

test('an empty opinion is refused and nothing typed is lost (1-03-2.1)', async () => {
  office.tolerate(/422/);
  const clerk = await office.login('wenshu');
  const path = await register(clerk, '关于填报统计报表的函', '云统函〔2026〕77号');
  const page = await office.login('bangongshizhuren');
  await page.goto(path);
  await check(page, 'leaders', '王建华');
  await page.locator('.act [form=f][data-main]').click();
  await page.locator('.refuse').waitFor();
  assert.match(await text(page), /1-03-2\.1/);
  assert.ok(await page.locator('fieldset:has(input[name=leaders]) label:has-text("王建华") input').isChecked());
  await office.axe(page);
});

test('a file with a classification marking never reaches the disk (1-04-6)', async () => {
  office.tolerate(/422/);
  const folder = mkdtempSync(join(tmpdir(), 'guiju-marked-'));
  const path = join(folder, 'letter.txt');
  writeFileSync(path, '机密★20年\n某某文件\n');
  const page = await office.login('wenshu');
  await page.goto('/start/incoming');
  await page.setInputFiles('input[type=file]', path);
  await page.getByText('没有保存：文件带有密级标志').first().waitFor();
  assert.match(readFileSync(path, 'utf8'), /机密/);
});

for (const size of Object.keys(sizes)) {
  test(`every page of the office has nothing axe objects to: ${size}`, { timeout: 120_000 }, async () => {
    const page = await office.login('wenshu', size);
    for (const [name, path] of Object.entries({
      todo: '/todo', done: '/done', mine: '/mine', copies: '/copies', drafts: '/drafts', new: '/new', start: '/start/incoming', sign: '/start/incoming?only=1',
      kind: '/kinds/incoming', registers: '/registers', register: '/registers/1-02-F1', desk: '/desk', norms: '/norms', spec: '/norms/1-02',
      clause: '/norms/clauses/1-02-1.1', 'norm-search': '/norms?q=批示', search: '/search?q=通知', me: '/me', code: '/me/code', exceptions: '/exceptions', settings: '/settings', notices: '/notices', password: '/password',
      'incoming-desk': '/incoming', waiting: '/incoming/waiting', batch: '/incoming/batch', signing: '/incoming/signing', papers: '/paper', work: '/work/incoming',
    })) {
      await page.goto(path);
      await office.axe(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, `${path} scrolls sideways`);
      await office.shot(page, `${name}-${size}`);
    }
    const admin = await office.login('xitong', size);
    for (const path of ['/people', '/people/import', '/charges', '/standins', '/settings', '/norms']) {
      await admin.goto(path);
      await office.axe(admin);
    }
  });
}

test('a wrong person gets no page of a case, and is told nothing (G-04)', async () => {
  office.tolerate(/404/);
  const clerk = await office.login('wenshu');
  const path = await register(clerk, '关于召开座谈会的函', '云座函〔2026〕91号');
  const other = await office.login('menwei');
  const answer = await other.goto(path);
  assert.equal(answer.status(), 404);
  await office.axe(other);
});

test('a leader writes by hand and the drawing stands beside the opinion (1-02-R1)', async () => {
  const clerk = await office.login('wenshu');
  const path = await register(clerk, '关于征求意见的函', '云征函〔2026〕8号');
  await act('bangongshizhuren', path, '拟请局长批示。', async (page) => { await check(page, 'leaders', '王建华'); });
  const head = await office.login('juzhang', 'phone');
  await head.goto(path);
  await head.locator('.signin summary').click();
  const pad = head.locator('canvas');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await head.mouse.move(box.x + 30, box.y + 30);
  await head.mouse.down();
  for (let i = 1; i < 12; i++) await head.mouse.move(box.x + 30 + i * 12, box.y + 30 + (i % 3) * 12);
  await head.mouse.up();
  await head.fill('#f-opinion', '同意。');
  await head.locator('.act [form=f][data-main]').click();
  await head.locator('.flash').waitFor();
  await head.goto(path);
  await head.locator('img.signed').first().waitFor();
  await office.axe(head);
});

test('a form put aside as a draft is taken up again', async () => {
  const page = await office.login('wenshu');
  await page.goto('/start/incoming');
  await page.fill('[name=title]', '一件还没有写完的来文');
  await page.getByRole('button', { name: '存草稿' }).click();
  await page.waitForURL(/draft=/);
  assert.equal(await page.inputValue('[name=title]'), '一件还没有写完的来文');
  await page.goto('/drafts');
  await office.axe(page);
  await page.locator('.todo a.t', { hasText: '一件还没有写完的来文' }).click();
  await page.fill('[name=organ]', '云泽市体育局');
  await page.locator('form.form [data-main]').click();
  await page.waitForURL(/\/cases\//);
  await page.goto('/drafts');
  assert.doesNotMatch(await text(page), /一件还没有写完的来文/);
});
