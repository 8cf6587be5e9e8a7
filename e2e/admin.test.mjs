// A real bureau's first run, as its people walk it: `guiju init`, the wizard by the
// 系统管理员, the declaration by the 安全保密管理员, the opening, and the first
// letter by the 文书, whose number follows on the paper ones; then an exception
// that the 局长 confirms with one tap, and a verification by the 安全审计员. On a
// desktop and on a phone; axe finds nothing on any page.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { choose, openNew, sizes } from './lib.mjs';
import { xlsx } from './xlsx.mjs';

const folder = mkdtempSync(join(tmpdir(), 'guiju-admin-'));
const file = (name, data) => {
  const path = join(folder, name);
  writeFileSync(path, data);
  return path;
};
const people = file('科室人员.xlsx', xlsx({
  人员: [
    ['科室代码', '科室', '登录名', '姓名', '岗位'], ['ld', '局领导', 'wangjh', '王建华', '局长'], ['ld', '局领导', 'sunli', '孙立', '副局长'], ['bgs', '办公室', 'chenjing', '陈静', '办公室主任'],
    ['bgs', '办公室', 'liqian', '李倩', '文秘'], ['bgs', '办公室', 'zhoumin', '周敏', '文书'], ['bgs', '办公室', 'qianfang', '钱芳', '印章管理员'], ['bgs', '办公室', 'wulei', '吴磊', '保密员'],
    ['ywk', '综合业务科', 'zhaoxm', '赵晓明', '科长'], ['ywk', '综合业务科', 'xuwen', '许文', '科员'],
  ],
  分管: [['科室代码', '分管领导登录名'], ['bgs', 'sunli']],
}));
const wrong = file('有错误.xlsx', xlsx({ 人员: [['科室代码', '科室', '登录名', '姓名', '岗位'], ['bgs', '办公室', 'x', '', '文书'], ['bgs', '办公室', 'y', '某人', '出纳']] }));
const rule = file('印章使用管理规定.txt', '第一条 用印凭局领导签发的发文稿。\n');
const call = file('通话记录.txt', '09:20 局长电话同意先分送。\n');

const yesterday = new Date(Date.now() + (8 - 24) * 3_600_000).toISOString().slice(0, 10); // in Beijing

const offices = {};
for (const size of Object.keys(sizes)) offices[size] = await openNew('云泽市统计局');

/** Signs in with the first password, changes it as one must, and signs in again. */
async function firstLogin(office, user, size) {
  const own = `Yunze-2026-${user[0]}`;
  const page = await office.page(size);
  await page.goto('/login');
  await page.fill('[name=login]', user);
  await page.fill('[name=password]', office.passwords[user]);
  await page.locator('form:has([name=password]) [type=submit]').click();
  await page.waitForURL(/\/password/);
  await office.axe(page);
  if (user === 'wangjh' && size === 'desktop') await office.shot(page, 'admin-password');
  await page.fill('[name=old]', office.passwords[user]);
  await page.fill('[name=new]', own);
  await page.fill('[name=again]', own);
  await page.locator('form.form [data-main]').click();
  await page.waitForURL(/\/login/);
  office.passwords[user] = own;
  await page.context().close();
  return office.login(user, size);
}

/** Uploads a file into a field, by script, with its progress. */
async function upload(page, path) {
  const uploaded = page.waitForResponse((r) => r.url().endsWith('/files') && r.ok());
  await page.setInputFiles('input[type=file]', path);
  await uploaded;
}

const post = (page, action) => page.locator(`form[action="${action}"] [type=submit]`).last().click();
const left = (page) => page.locator('.tolist .missing .ct a').allInnerTexts();

for (const size of Object.keys(sizes)) {
  test(`a bureau from init to its first letter: ${size}`, { timeout: 240_000 }, async () => {
    const office = offices[size];
    const shot = async (page, name) => { if (size === 'desktop') await office.shot(page, `admin-${name}`); };
    const visit = async (page, path, name) => {
      await page.goto(path);
      await office.axe(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(overflow, 0, `${path} scrolls sideways`);
      if (name) await shot(page, name);
    };
    const saved = async (page) => page.locator('.flash').waitFor();

    const xitong = await firstLogin(office, 'xitong', size);
    await visit(xitong, '/');
    assert.equal(new URL(xitong.url()).pathname, '/setup');
    assert.equal((await left(xitong)).length, 9);
    await shot(xitong, 'setup');

    await visit(xitong, '/setup/admins');
    await xitong.fill('[name=xitong]', '管一');
    await xitong.fill('[name=anquan]', '管二');
    await xitong.fill('[name=shenji]', '管三');
    await post(xitong, '/setup/admins');
    await saved(xitong);

    await visit(xitong, '/people/import', 'import');
    await upload(xitong, wrong);
    await post(xitong, '/people/import');
    await xitong.getByText('填写姓名').waitFor();
    await office.axe(xitong);
    await shot(xitong, 'import-wrong');
    await visit(xitong, '/people/import');
    await upload(xitong, people);
    await post(xitong, '/people/import');
    await xitong.getByText('孙立 分管办公室').waitFor();
    await office.axe(xitong);
    await shot(xitong, 'import-preview');
    await post(xitong, '/people/import');
    await xitong.locator('.secrets code').first().waitFor();
    await office.axe(xitong);
    for (const row of await xitong.locator('.secrets tbody tr').all()) {
      const login = (await row.locator('th').innerText()).split(' ').pop();
      office.passwords[login] = await row.locator('code').innerText();
    }
    assert.equal(Object.keys(office.passwords).length, 3 + 9);

    for (const step of ['people', 'posts']) await visit(xitong, `/setup/${step}`, step);
    await visit(xitong, '/setup/charges');
    await xitong.locator('form[action="/setup/charges"] select').selectOption({ label: '孙立（副局长）' });
    await post(xitong, '/setup/charges');
    await saved(xitong);
    await visit(xitong, '/setup/standins', 'standins');
    await post(xitong, '/setup/standins');
    await saved(xitong);
    await visit(xitong, '/setup/numbers', 'numbers');
    for (const field of await xitong.locator('[name^=last-]').all()) await field.fill('0');
    await xitong.getByLabel('收文号今年已用到第几号').fill('326');
    await xitong.getByLabel('收文号的依据').fill('收文登记簿第 12 页');
    await post(xitong, '/setup/numbers');
    await xitong.getByText(/〕327号/).first().waitFor();
    await visit(xitong, '/setup/m-seals', 'seals');
    await xitong.fill('[name=name]', '局公章');
    for (const [name, label] of [['class', '局公章'], ['dept', '办公室'], ['keeper', '周敏']]) await choose(xitong, name, label);
    await xitong.fill('[name=enabled_on]', '2019-01-15');
    await xitong.fill('[name=paper]', '印章登记簿第 1 页');
    await post(xitong, '/setup/m-seals');
    await saved(xitong);
    assert.match(await xitong.locator('main').innerText(), /局公章[\s\S]*印章登记簿第 1 页/);
    await visit(xitong, '/setup/rules');
    await upload(xitong, rule);
    await xitong.fill('[name=adopted_on]', '2025-03-01');
    await post(xitong, '/setup/rules');
    await saved(xitong);
    await visit(xitong, '/setup/holidays', 'holidays');
    await post(xitong, '/setup/holidays');
    await saved(xitong);
    await visit(xitong, '/setup');
    assert.deepEqual(await left(xitong), ['涉密声明']);

    const zhou = await firstLogin(office, 'zhoumin', size);
    office.tolerate(/status of 403/);
    await zhou.goto('/start/incoming');
    await fillLetter(zhou);
    await zhou.locator('form.form [data-main]').click();
    await zhou.getByText('还没有正式启用').waitFor();

    const anquan = await firstLogin(office, 'anquan', size);
    await visit(anquan, '/setup/secrecy', 'secrecy');
    await post(anquan, '/setup/secrecy');
    await saved(anquan);
    await visit(xitong, '/setup', 'setup-done');
    await post(xitong, '/setup/open');
    await saved(xitong);

    await zhou.goto('/start/incoming');
    await fillLetter(zhou);
    await zhou.locator('form.form [data-main]').click();
    await zhou.waitForURL(/\/cases\//);
    assert.match(await zhou.locator('main').innerText(), /收〔\d{4}〕327号/);
    await office.axe(zhou);
    await shot(zhou, 'first-letter');
    const letter = new URL(zhou.url()).pathname;

    // An exception, and the one tap of the 局长.
    await visit(zhou, `/exceptions/new?case=${letter.split('/').pop()}&clause=1-02-1.2`, 'exception');
    await zhou.locator('label:has-text("电话或口头批准") input').check();
    await zhou.locator('[name=allowed_by]').selectOption({ label: '王建华（局长）' });
    await zhou.fill('[name=allowed_at]', `${yesterday} 09:20`);
    await zhou.fill('[name=how]', '电话');
    await zhou.fill('[name=what]', '局长在外地，电话同意先分送');
    await upload(zhou, call);
    await zhou.locator('form.form [data-main]').click();
    await zhou.waitForURL(/\/exceptions\/\w{26}/);
    const juzhang = await firstLogin(office, 'wangjh', size);
    await visit(juzhang, '/notices');
    await juzhang.getByText('确认特事登记').click();
    await juzhang.locator('.act [data-main]').waitFor();
    await office.axe(juzhang);
    await shot(juzhang, 'exception-confirm');
    await juzhang.locator('.act [data-main]').click();
    await saved(juzhang);
    assert.match(await juzhang.locator('main').innerText(), /已补办/);
    for (const path of ['/exceptions', '/exceptions/quarter', '/settings/1-02.to-leader', '/me']) await visit(juzhang, path);

    const shenji = await firstLogin(office, 'shenji', size);
    await visit(shenji, '/audit');
    await post(shenji, '/audit/verify');
    await saved(shenji);
    for (let i = 0; i < 40 && !(await shenji.getByText('没有发现问题').count()); i++) {
      await new Promise((done) => setTimeout(done, 500));
      await shenji.goto('/audit');
    }
    assert.equal(await shenji.getByText('没有发现问题').count(), 1);
    await shot(shenji, 'audit');
    for (const path of ['/audit/leaves', '/audit/refusals', '/audit/chains/org', '/accounts', '/admin/all']) await visit(shenji, path);
    await visit(anquan, '/security', 'security');
    for (const path of ['/people', '/departments', '/charges', '/standins', '/settings', '/dual', '/me', '/me/code', '/admin/all']) await visit(xitong, path, path === '/people' ? 'people' : undefined);
    await xitong.goto('/people');
    await xitong.getByRole('link', { name: '周敏' }).click();
    await xitong.waitForURL(/\/people\/\w{26}$/);
    await visit(xitong, new URL(xitong.url()).pathname, 'person');
    await visit(xitong, `${new URL(xitong.url()).pathname}/leave`, 'leave');
  });
}

async function fillLetter(page) {
  await page.fill('[name=title]', '关于报送冬季安全生产情况的通知');
  await page.fill('[name=organ]', '云泽市人民政府办公室');
  await page.fill('[name=doc_number]', '云政办函〔2026〕91号');
}
