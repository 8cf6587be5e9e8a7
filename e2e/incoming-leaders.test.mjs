// 1-02 at the leaders': three taps on a phone, instructions that differ, what goes
// first, a signing list on paper for those who sign by hand, and circulation.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desk, pdf, text, tick, upload } from './incoming.mjs';
import { open } from './lib.mjs';

const office = await open();
const at = desk(office);
const leaders = { fujuzhang1: '孙立', fujuzhang2: '何国强', juzhang: '王建华' };

test('a leader signs on a phone in three taps from the notice (F7, 1-02-1.2)', { timeout: 90_000 }, async () => {
  const path = await at.register('关于防汛物资储备的请示', '云水〔2026〕911号');
  await at.propose(path);
  const clerk = await office.login('wenshu');
  await clerk.goto('/incoming?at=leaders');
  await clerk.locator('tr', { hasText: '关于防汛物资储备的请示' }).locator('input').check();
  await clerk.getByRole('button', { name: '催办' }).first().click();
  await clerk.locator('.flash', { hasText: '已催办 1 项' }).waitFor();
  const page = await office.login('juzhang', 'phone');
  await page.goto('/notices');
  await office.axe(page);
  let taps = 0;
  const tap = async (locator) => { taps += 1; await locator.tap(); };
  await tap(page.locator('main a', { hasText: '关于防汛物资储备的请示' }).first());
  await page.waitForURL(/\/cases\//);
  await office.axe(page);
  await office.shot(page, 'incoming-leader');
  await tap(page.locator('.cw button', { hasText: '同意拟办意见。' }));
  await tap(page.locator('.act [form=f][data-main]'));
  await page.locator('.flash').waitFor();
  assert.equal(taps, 3);
  assert.match(await text(await at.sees('wenshu', path, /同意拟办意见。/)), /批示/);
});

test('several leaders at once write different things; the office asks the 局长, whose word holds (1-02-R1)', { timeout: 120_000 }, async () => {
  const path = await at.register('关于河道清淤分工的通知', '云水〔2026〕912号');
  await at.act('bangongshizhuren', path, '拟请两位分管领导批示。', async (page) => {
    await tick(page, 'leaders', leaders.fujuzhang1);
    await tick(page, 'leaders', leaders.fujuzhang2);
    await page.locator('fieldset:has([name=together]) label:has-text("同时") input').check();
    await tick(page, 'hosts', '执法监督科');
  });
  await at.act('fujuzhang1', path, '由法规科牵头。', null, 'phone');
  await at.act('fujuzhang2', path, '由执法监督科牵头。');
  const director = await at.act('bangongshizhuren', path, '两位领导的批示不一致，请局长定。', async (page) => {
    assert.match(await text(page), /由法规科牵头。[\s\S]*由执法监督科牵头。|由执法监督科牵头。[\s\S]*由法规科牵头。/);
    await page.locator('label:has-text("请示局长") input').check();
    await office.shot(page, 'incoming-gather');
  });
  assert.match(await director.locator('.flash').innerText(), /归集/);
  await at.act('juzhang', path, '由执法监督科牵头，法规科配合。', null, 'phone');
  await at.sees('wenshu', path, /以局长 王建华 的批示为准/);
});

test('what the 局长 listed in writing is distributed first; nothing else is (1-02-1.3)', { timeout: 120_000 }, async () => {
  office.tolerate(/403|409|422/);
  const other = await at.register('关于报送水情的通知', '云水〔2026〕913号');
  const page = await office.login('bangongshizhuren');
  const propose = async (path) => {
    await page.goto(path);
    await page.selectOption('[name=route]', '先分办');
    await tick(page, 'leaders', '王建华');
    await tick(page, 'hosts', '综合业务科');
    await page.fill('#f-opinion', '拟先分办，同步送阅。');
    await page.locator('.act [form=f][data-main]').click();
  };
  await propose(other);
  await page.locator('.refuse').waitFor();
  assert.match(await text(page), /1-02-1\.3/);
  await office.axe(page);
  const meeting = await at.register('关于召开防汛调度会的通知', '云水〔2026〕914号', { kind: '会议通知' });
  await propose(meeting);
  await page.locator('.flash').waitFor();
  await at.act('wenshu', meeting, '', async (p) => { await p.fill('[name=place]', '办公室文件柜 2 号'); });
  await at.act('wenshu', meeting, '');
  const head = await office.login('juzhang', 'phone');
  await head.goto('/copies');
  assert.match(await text(head), /关于召开防汛调度会的通知/, 'the leader reads it meanwhile');
  await page.goto('/work/incoming?list=registers');
  await page.getByRole('link', { name: '先分办类别' }).click();
  assert.match(await text(page), /会议通知/);
  await office.axe(page);
});

test('a signing list on paper: printed, carried, signed, entered for several at once with its scan (F7)', { timeout: 150_000 }, async () => {
  office.tolerate(/403|409|422/);
  const paths = [];
  for (const n of [915, 916]) {
    const path = await at.register(`关于水资源费征收的函之${n - 914}`, `云水〔2026〕${n}号`, { source: '纸质' });
    await at.propose(path);
    paths.push(path);
  }
  const page = await office.login('wenshu');
  await page.goto('/incoming/signing');
  await office.axe(page);
  const ticked = page.locator('tbody .tk input:checked');
  while (await ticked.count()) await ticked.first().uncheck();
  for (const n of [1, 2]) await page.locator('tr', { hasText: `关于水资源费征收的函之${n}` }).locator('input').check();
  await page.getByRole('button', { name: '列送签清单，原件随送' }).first().click();
  await page.waitForURL(/\/incoming\/signing\/\w+/);
  const list = await page.request.get(`${new URL(page.url()).pathname}?format=pdf`);
  assert.equal(list.headers()['content-type'], 'application/pdf');
  await office.axe(page);

  // the originals are with the leader now
  await page.goto('/incoming?at=out');
  assert.match(await text(page), /关于水资源费征收的函之1[\s\S]*王建华/);
  await page.goBack();

  const row = (n) => page.locator('section', { has: page.locator('h2', { hasText: `函之${n}` }) });
  await row(1).locator('label:has-text("已签意见") input').check();
  await row(1).locator('textarea').fill('同意，请综合业务科办理。');
  await row(2).locator('label:has-text("已圈阅") input').check();
  await page.locator('#batch [data-main]').click();
  await page.locator('.refuse').first().waitFor(); // without the scan nothing is entered
  assert.equal(await row(1).locator('textarea').inputValue(), '同意，请综合业务科办理。');
  await office.axe(page);
  await upload(page, 'scan', pdf('signed', 'signed.pdf'));
  await office.shot(page, 'incoming-signing');
  await page.locator('#batch [data-main]').click();
  await page.locator('.flash', { hasText: '已录入 2 件' }).waitFor();
  await at.sees('juzhang', paths[0], /同意，请综合业务科办理。/);
  const head = await office.login('juzhang', 'phone');
  await head.goto('/notices');
  assert.match(await text(head), /代录|纸质/);
  await page.goto('/incoming?at=out');
  assert.doesNotMatch(await text(page), /关于水资源费征收的函之1/);
});

test('circulation in order, read on phones; the folder sheet is printed (1-02-1.2)', { timeout: 120_000 }, async () => {
  const path = await at.register('关于学习水法的通知', '云水〔2026〕917号', { read: true });
  await at.act('bangongshizhuren', path, '拟传阅后存查。', async (page) => {
    await page.locator('fieldset:has([name=class]) label:has-text("阅件") input').check();
    for (const name of ['王建华', '孙立', '赵晓明']) await tick(page, 'readers', name);
    await page.selectOption('[name=read_order]', '依次');
    await page.fill('[name=purpose]', '请阅知');
    await page.fill('[name=folder]', '12');
    await office.shot(page, 'incoming-circulate');
  });
  const sheet = await (await office.login('wenshu')).request.get(`${path}/print/circulation`);
  assert.equal(sheet.headers()['content-type'], 'application/pdf');
  for (const login of ['juzhang', 'fujuzhang1', 'yewukezhang']) {
    const page = await office.login(login, 'phone');
    await page.goto(path);
    await page.locator('.act [form=f][data-main]').click();
    await page.locator('.flash').waitFor();
  }
  await at.act('wenshu', path, '', async (page) => { await page.fill('[name=place]', '存查柜 1 号'); });
  await at.sees('wenshu', path, /3 人，已阅 3 人/);
});
