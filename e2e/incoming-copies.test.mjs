// 1-02 after the instruction: copies on paper with their codes, handing over and
// taking back, a copy that is missing, what is destroyed and by whom, urging,
// answering, supervision and its weekly bulletin.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, text } from './incoming.mjs';
import { open, sizes } from './lib.mjs';

const office = await open();
const at = desk(office);
const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

/** A document whose instruction goes to a department on paper; gives its address. */
async function onPaper(title, number) {
  const path = await at.register(title, number, { source: '纸质', copies: '2' });
  await at.propose(path);
  await at.toDepartments(path, async (page) => {
    await page.selectOption('[name=medium]', '纸质');
    await page.fill('[name=back_by]', day(20));
    await office.shot(page, 'incoming-distribute');
  }, '2');
  return path;
}

test('a copy on paper: labelled, scanned, read, handed over, taken back; the chain says where it is (1-02-4.2)', { timeout: 180_000 }, async () => {
  office.tolerate(/409|422/);
  const path = await onPaper('关于水库除险加固的通知', '云水〔2026〕921号');
  const clerk = await office.login('wenshu');
  const labels = await clerk.request.get(`/paper/labels?case=${path.split('/').pop()}`);
  assert.equal(labels.headers()['content-type'], 'application/pdf');
  await clerk.goto(path);
  const code = /批示复印件 1 号（纸质）\s+(GJ\w+)/.exec(await text(clerk))?.[1];
  assert.ok(code, await text(clerk));

  for (const size of Object.keys(sizes)) { // the head scans the code
    const head = await office.login('zhifakezhang', size);
    await head.goto('/scan');
    await office.axe(head);
    await head.fill('[name=code]', code);
    await head.keyboard.press('Enter');
    await head.waitForURL(/\/paper\/\w+/);
    await office.axe(head);
    if (size === 'desktop') await office.shot(head, 'incoming-copy');
    else { // and reads on the phone
      await head.locator('#p-received [type=submit]').click();
      await head.locator('.flash').waitFor();
    }
  }
  const head = await office.login('zhifakezhang');
  await head.goto(`/scan?code=${code}`);
  const give = head.locator('#p-given');
  const somebody = give.locator('option', { hasText: '执法监督科' }).filter({ hasNotText: '马超' }).first();
  const name = (await somebody.textContent()).split('（')[0];
  await give.locator('input[role=combobox]').fill(name);
  await head.locator('[role=option]', { hasText: name }).first().click();
  await give.locator('[name=due]').fill(day(5));
  await give.locator('[type=submit]').click();
  await head.locator('.flash').waitFor();
  assert.match(await text(head), new RegExp(`现在何处\\s+${name}`));

  await clerk.goto(`/scan?code=${code}`);
  await clerk.locator('#p-taken [name=place]').fill('复印件收回柜');
  await clerk.locator('#p-taken [type=submit]').click();
  await clerk.locator('.flash').waitFor();
  const said = await text(clerk);
  assert.match(said, /现在何处\s+办公室 复印件收回柜/);
  assert.match(said, /4 条，环环相接/);
  await office.axe(clerk);
  await office.shot(clerk, 'incoming-chain');
  await clerk.goto('/registers/instruction-copies');
  assert.match(await text(clerk), new RegExp(code));
  await office.axe(clerk);
});

test('a missing copy is an incident that names who had it and who heads the department (1-02-3.2)', { timeout: 120_000 }, async () => {
  const path = await onPaper('关于取水许可管理的通知', '云水〔2026〕922号');
  const code = /批示复印件 1 号（纸质）\s+(GJ\w+)/.exec(await text(await at.sees('wenshu', path, /批示复印件/)))[1];
  const head = await office.login('zhifakezhang');
  await head.goto(`/scan?code=${code}`);
  await head.getByRole('link', { name: '报缺失' }).click();
  await head.waitForURL(/\/start\/file-missing/);
  assert.equal(await head.inputValue('[name=code]'), code);
  await head.fill('[name=how]', '搬办公室时没有找到。');
  await office.axe(head);
  await head.locator('form.form [data-main]').click();
  await head.waitForURL(/\/cases\//);
  const incident = new URL(head.url()).pathname;
  assert.match(await text(head), /当事人（保管人）\s+马超[\s\S]*科室主要负责人\s+马超/);
  await office.shot(head, 'incoming-missing');
  await at.act('zhifakezhang', incident, '搬迁时装箱，正在查找。', null, 'phone');
  await at.act('zhifakezhang', incident, '已组织查找，后果由当事人和本人承担。');
  await at.act('bangongshizhuren', incident, '', async (page) => {
    await page.locator('label:has-text("确认缺失") input').check();
    await page.fill('[name=words]', '查找三天未果，已通知来文机关。');
  });
  await at.act('fujuzhang2', incident, '按规定追究，举一反三。', null, 'phone');
  await at.sees('bangongshizhuren', incident, /确认缺失/);
  const page = await office.login('bangongshizhuren');
  await page.goto('/registers/file-missing');
  assert.match(await text(page), new RegExp(code));
  await office.axe(page);
});

test('nothing is destroyed but by appraisal, approval and two people (1-02-3.1, G-08)', { timeout: 150_000 }, async () => {
  office.tolerate(/403|409|422/);
  const clerk = await office.login('wenshu');
  await clerk.goto('/start/file-destruction');
  await office.axe(clerk);
  await clerk.locator('[name=copies]').first().check();
  await clerk.fill('[name=reason]', '过期资料，无归档和存查价值。');
  await clerk.locator('form.form [data-main]').click();
  await clerk.waitForURL(/\/cases\//);
  const path = new URL(clerk.url()).pathname;
  await at.act('dangan', path, '', async (page) => { await page.fill('[name=appraisal]', '逐份看过，为重份。'); });
  await at.act('fujuzhang1', path, '同意销毁，两人到场。', null, 'phone');
  await clerk.goto(path);
  await clerk.fill('[name=place]', '办公室');
  await clerk.fill('[name=counted]', '1');
  const witness = async (name) => {
    await clerk.locator(':has(> select[name=witness]) input[role=combobox]').fill(name);
    await clerk.locator('[role=option]', { hasText: name }).first().click();
    await clerk.locator('.act [form=f][data-main]').click();
  };
  await witness('周敏'); // oneself
  await clerk.locator('.refuse').waitFor();
  assert.match(await text(clerk), /G-08/);
  await office.axe(clerk);
  await witness('吴磊');
  await clerk.locator('.flash').waitFor();
  await at.act('baomi', path, '全程在场，已全部销毁。', null, 'phone');
  await at.sees('wenshu', path, /已销毁/);
  await office.shot(await at.sees('wenshu', path, /监销/), 'incoming-destroyed');
  const sheet = await clerk.request.get(`${path}/print/list`);
  assert.equal(sheet.headers()['content-type'], 'application/pdf');
});

test('the December clearing as it was: lists, receipts, rate by department (1-02-2.2)', { timeout: 90_000 }, async () => {
  const page = await office.login('wenshu');
  await page.goto('/registers/file-handback');
  assert.match(await text(page), /清退〔\d+〕\d+号/);
  await office.axe(page);
  for (const format of ['xlsx', 'pdf']) assert.equal((await page.request.get(`/registers/file-handback?format=${format}`)).status(), 200);
  await page.goto('/reports/file-return');
  await office.axe(page);
  const keeper = await office.login('zhifakeyuan', 'phone');
  await keeper.goto('/paper?view=dept');
  await office.axe(keeper);
  assert.match(await text(keeper), /科室文件/);
});

test('a supervisor\'s document is not closed without the number of the answer (1-02-R4)', { timeout: 150_000 }, async () => {
  office.tolerate(/403|409|422/);
  const path = await at.register('关于报送节水情况的函', '云水〔2026〕923号', { answer: true });
  await at.propose(path);
  await at.toDepartments(path);
  await at.act('zhifakezhang', path, '已办理。', async (page) => { await page.fill('[name=result]', '情况已汇总。'); });
  const page = await office.login('wenshu');
  await page.goto(path);
  assert.match(await text(page), /答复/);
  assert.doesNotMatch(await text(page), /已办结/);
  const head = await office.login('zhifakezhang');
  await head.goto(path);
  await head.fill('[name=answer]', '云示函〔2026〕8888号');
  await head.fill('[name=sent_on]', day(0));
  await head.locator('.act [form=f][data-main]').click();
  await head.locator('.refuse:has-text("1-02-R4")').waitFor(); // never drawn here
  await page.goto('/registers/1-03-F1');
  const [issued] = /云示函〔20\d\d〕\d+号/.exec(await text(page));
  await at.act('zhifakezhang', path, '', async (p) => {
    await p.fill('[name=answer]', issued);
    await p.fill('[name=sent_on]', day(0));
  });
  await at.act('wenshu', path, '予以办结。');
  await at.sees('wenshu', path, /已办结/);
});

test('two documents on one matter are handled as one (1-02-R3)', { timeout: 150_000 }, async () => {
  const first = await at.register('关于水费核定的通知', '云水〔2026〕925号');
  const second = await at.register('关于补报水费核定材料的函', '云水〔2026〕926号');
  for (const path of [first, second]) await at.propose(path);
  await at.toDepartments(first);
  await at.toDepartments(second, async (page) => {
    const value = await page.locator('select[name=with] option', { hasText: '关于水费核定的通知' }).getAttribute('value');
    await page.locator('select[name=with]').selectOption(value);
  });
  await at.sees('wenshu', second, /并案/);
  await at.act('zhifakezhang', first, '已办理。', async (page) => { await page.fill('[name=result]', '两件一并办理完毕。'); });
  await at.act('wenshu', first, '予以办结。');
  await at.act('wenshu', second, '');
  await at.sees('wenshu', second, /已办结/);
});

test('the desk shows with whom everything is; one click urges the ticked (1-02-R3)', { timeout: 90_000 }, async () => {
  const page = await office.login('wenshu');
  await page.goto('/incoming?at=departments');
  await office.axe(page);
  await page.goto('/incoming');
  await office.shot(page, 'incoming-desk');
  await page.goto('/incoming?at=late');
  const first = page.locator('tbody .tk input').first();
  await first.check();
  await page.getByRole('button', { name: '催办' }).first().click();
  await page.locator('.flash', { hasText: '已催办 1 项' }).waitFor();
  for (const [login, seen] of [['zhifakezhang', /轮到我的/], ['juzhang', /在领导处|轮到我的/]]) {
    for (const size of Object.keys(sizes)) {
      const other = await office.login(login, size);
      await other.goto('/incoming');
      assert.match(await text(other), seen);
      await office.axe(other);
    }
  }
});

test('supervision: drafted from an instruction, progress, more time, closed by the office; the bulletin (1-02-R3)', { timeout: 180_000 }, async () => {
  const path = await at.register('关于水源地保护的通知', '云水〔2026〕924号');
  await at.propose(path);
  await at.act('juzhang', path, '月底前完成整改，结果报我。');
  const director = await office.login('bangongshizhuren');
  await director.goto(path);
  await director.getByRole('link', { name: '立项督办' }).click();
  await director.waitForURL(/\/start\/supervision/);
  assert.match(await director.inputValue('[name=words]'), /月底前完成整改/, 'the instruction is there already');
  await director.selectOption('[name=host]', { label: '执法监督科' });
  await director.fill('[name=until]', day(20));
  await office.axe(director);
  await office.shot(director, 'incoming-supervise');
  await director.locator('form.form [data-main]').click();
  await director.waitForURL(/\/cases\//);
  const item = new URL(director.url()).pathname;
  const report = async (label, words, size) => at.act('zhifakezhang', item, '', async (page) => {
    await page.locator(`label:has-text("${label}") input[name=sort]`).check();
    await page.locator('textarea[name=text]').fill(words);
    if (label === '申请延期') await page.fill('[name=until]', day(40));
  }, size);
  await report('报进展', '已完成六成。', 'phone');
  await report('申请延期', '汛期不能施工。');
  await at.act('juzhang', item, '同意延期。', null, 'phone');
  await report('已办结，请确认', '全部完成。');
  await at.act('bangongshizhuren', item, '已办结，予以销号。');
  await at.sees('zhifakezhang', item, /已办结/);
  for (const address of ['/registers/supervision', '/reports/supervision-week', '/desk']) {
    await director.goto(address);
    await office.axe(director);
  }
});

test('registers and reports of 1-02: page, spreadsheet, printed form (1-02-R3)', { timeout: 150_000 }, async () => {
  const page = await office.login('bangongshizhuren');
  for (const list of ['registers', 'reports']) {
    await page.goto(`/work/incoming?list=${list}`);
    await office.axe(page);
    const links = await page.locator(`main a[href^="/${list}/"]`).evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    assert.ok(links.length >= 6, `${links}`);
    for (const href of links) {
      await page.goto(href);
      await office.axe(page);
      for (const format of ['xlsx', 'pdf']) assert.equal((await page.request.get(`${href}?format=${format}`)).status(), 200, `${href} ${format}`);
    }
  }
});
