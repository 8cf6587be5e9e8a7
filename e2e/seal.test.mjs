// 1-01 as the people of the office walk it: 用印 from the application to the line of
// the register, the refusal of the picture (20 asked for, 15 signed for), blank
// pages, keepers and their leave, changes of seals, authorisation, taking out,
// stock-taking; on a desktop and a phone. axe finds nothing; pictures go into the
// user's guide.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { choose, open, sizes, tick } from './lib.mjs';

const office = await open();
const text = (page) => page.locator('main').innerText();

/** A PDF with a body on each page; a page of "" stays blank. */
function pdf(...pages) {
  const objects = ['<</Type/Catalog/Pages 2 0 R>>', '', '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
  const kids = [];
  for (const line of pages) {
    const rows = line ? Array.from({ length: 14 }, (_, i) => `1 0 0 1 72 ${720 - 28 * i} Tm (${line}, paragraph ${i + 1}: the matters stated here were checked.) Tj`) : [];
    const stream = `BT /F1 14 Tf ${rows.join(' ')} ET`;
    objects.push(`<</Length ${stream.length}>>\nstream\n${stream}\nendstream`);
    objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ${objects.length} 0 R/Resources<</Font<</F1 3 0 R>>>>>>`);
    kids.push(`${objects.length} 0 R`);
  }
  objects[1] = `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>`;
  let out = '%PDF-1.4\n';
  const at = objects.map((o, i) => { const here = out.length; out += `${i + 1} 0 obj\n${o}\nendobj\n`; return here; });
  const start = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF`;
  const path = join(mkdtempSync(join(tmpdir(), 'guiju-pdf-')), 'paper.pdf');
  writeFileSync(path, out, 'latin1');
  return path;
}

const offered = (page, name) => page.locator(`select[name="${name}"], fieldset:has(input[name="${name}"])`).innerText();

async function upload(page, name, path) {
  const done = page.waitForResponse((r) => r.url().endsWith('/files') && r.ok());
  await page.setInputFiles(`[data-up="${name}"] input[type=file]`, path);
  await done;
  await page.locator(`[data-up="${name}"] .keepit`).first().waitFor();
}

/** Begins a case of a kind and gives its address. */
async function start(user, kind, fill, size = 'desktop') {
  const page = await office.login(user, size);
  await page.goto(`/start/${kind}`);
  await office.axe(page);
  await fill(page);
  await send(page, 'form.form [data-main]', () => page.waitForURL(/\/cases\//, { timeout: 20_000 }));
  return new URL(page.url()).pathname;
}

/** Presses a button and waits for what it does; a failure says what the page answers. */
async function send(page, button, done) {
  await page.locator(button).click();
  try {
    await done();
  } catch (error) {
    const said = await page.locator('.refuse, .bad, [aria-invalid=true]').allInnerTexts();
    throw new Error(`${page.url()} answers ${JSON.stringify(said)}: ${(await text(page)).slice(0, 600)}`, { cause: error });
  }
}

/** Does the main action of whose turn it is. */
async function act(user, path, prepare, size = 'desktop') {
  const page = await office.login(user, size);
  await page.goto(path);
  await office.axe(page);
  if (prepare) await prepare(page);
  await send(page, '.act [form=f][data-main]', () => page.locator('.flash').waitFor({ timeout: 20_000 }));
  return page;
}

const says = (opinion) => (page) => page.fill('#f-opinion', opinion);

/** What stands on the paper, as the case's page shows it. */
async function codeOf(page) {
  return /码 ([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(await text(page))[1];
}

const application = (title, change = async () => {}) => async (page) => {
  await choose(page, 'seal', '局公章');
  await choose(page, 'matter', '证明');
  await page.fill('[name=title]', title);
  await page.fill('[name=purpose]', '报市人社局职称评审');
  await page.fill('[name=copies]', '2');
  await upload(page, 'files', pdf('This certificate', 'Its second page'));
  await change(page);
};

for (const size of Object.keys(sizes)) {
  test(`a certificate from the application to the line of the register, on ${size} (1-01-3, 1-01-6.2)`, { timeout: 180_000 }, async () => {
    const title = `关于何涛同志工作经历的证明（${size}）`;
    const path = await start('zhifakeyuan', 'seal-use', application(title), size);
    await act('fujuzhang2', path, async (page) => {
      await says('已审核，同意用印。')(page);
      await office.shot(page, `seal-review-${size}`);
    }, size);

    const keeper = await office.login('yinzhang', size);
    await keeper.goto(path);
    await office.axe(keeper);
    assert.match(await text(keeper), /✓ 全部相符/);
    const code = await codeOf(keeper);
    const began = Date.now();
    if (size === 'desktop') assert.equal(await keeper.evaluate(() => document.activeElement.name), 'code', 'the scanner types into the first field');
    await keeper.fill('[name=code]', '');
    await keeper.locator('[name=code]').focus();
    await keeper.keyboard.type(`${code.replace('-', '')}.1`);
    await keeper.keyboard.press('Enter'); // a scanner ends so: on to the next field, nothing is sent
    assert.equal(await keeper.evaluate(() => document.activeElement.name), 'sheets');
    await keeper.keyboard.type('2');
    await office.shot(keeper, `seal-press-${size}`);
    await keeper.locator('.act [form=f][data-main]').click();
    await keeper.locator('.flash').waitFor();
    assert.ok(Date.now() - began < 10_000, 'from scan to press in ten seconds');

    const handler = await act('zhifakeyuan', path, null, size);
    assert.match(await text(handler), /已签字/);
    await handler.goto(path);
    assert.match(await text(handler), /已办结/);
    await office.axe(handler);
    await office.shot(handler, `seal-closed-${size}`);
    const printed = await handler.request.get(`${path}/print/approval`);
    assert.equal(printed.headers()['content-type'], 'application/pdf');

    await keeper.goto('/registers/1-01-F1');
    assert.match(await text(keeper), new RegExp(title.replace(/[（）]/g, '.')));
    const sheet = await keeper.request.get('/registers/1-01-F1?format=xlsx');
    assert.equal(sheet.status(), 200);
    const paper = await keeper.request.get('/registers/1-01-F1?format=pdf');
    assert.equal(paper.headers()['content-type'], 'application/pdf');
  });
}

test('twenty copies asked for, fifteen signed for: the picture (1-01-6.1)', { timeout: 120_000 }, async () => {
  office.tolerate(/422/);
  const page = await office.login('yinzhang');
  await page.goto('/todo');
  await page.getByText('第四季度市场秩序督查方案').first().click();
  await page.waitForURL(/\/cases\//);
  const path = new URL(page.url()).pathname;
  assert.match(await text(page), /多 5 份/);
  await page.fill('[name=code]', await codeOf(page));
  await page.fill('[name=sheets]', '2');
  await page.fill('[name=copies]', '20');
  await page.fill('#f-opinion', '经核对与签发稿一致，同意用印。');
  await page.locator('.act [form=f][data-main]').click();
  await page.locator('.refuse').waitFor();
  const refusal = await page.locator('.refuse').innerText();
  assert.match(refusal, /没有用印：申请 20 份，超过签发稿印数 15 份/);
  assert.match(refusal, /1-01-6\.1/);
  assert.match(refusal, /办理加印/);
  assert.equal(await page.inputValue('#f-opinion'), '经核对与签发稿一致，同意用印。', 'what was typed is kept');
  await office.axe(page);
  await office.shot(page, 'seal-refused');
  await page.getByText('把用印份数改为 15 份').click();
  assert.equal(await page.inputValue('[name=copies]'), '15');

  const more = await start('yewukeyuan', 'outgoing-extra', async (p) => {
    await choose(p, 'document', '第四季度市场秩序督查方案');
    await p.fill('[name=copies]', '5');
    await p.fill('[name=reason]', '抄送单位增加 5 家');
  });
  await act('bangongshizhuren', more, says('情况属实，报签发人。'));
  await act('juzhang', more, says('同意加印。')); // who signed it
  await page.goto(path);
  assert.match(await text(page), /加印 5 份/);
  await page.fill('[name=code]', await codeOf(page));
  await page.fill('[name=sheets]', '2');
  await page.fill('[name=copies]', '20');
  await page.locator('.act [form=f][data-main]').click();
  await page.locator('.flash').waitFor();
});

test('a blank page is named, and a back that stays empty is marked (1-01-6.4)', { timeout: 120_000 }, async () => {
  office.tolerate(/422/);
  const page = await office.login('qiyekeyuan');
  await page.goto('/start/seal-use');
  await application('关于企业情况的证明', async (p) => {
    await p.locator('[data-up=files] .keepit input').first().uncheck();
    const done = p.waitForResponse((r) => r.url().endsWith('/files') && r.ok());
    await p.setInputFiles('[data-up=files] input[type=file]', pdf('A page with a body', ''));
    await done;
  })(page);
  await page.locator('form.form [data-main]').click();
  await page.locator('.refuse').waitFor();
  assert.match(await page.locator('.refuse').innerText(), /没有申请：第 2 页：空白页/);
  await office.axe(page);
  await office.shot(page, 'seal-blank');
  await page.getByText('标明第 2 页不盖').click();
  assert.equal(await page.inputValue('[name=backs]'), '2');
  await page.locator('form.form [data-main]').click();
  await page.waitForURL(/\/cases\//);
});

test('a wrong code, pages that are missing: not pressed (1-01-6.2)', { timeout: 120_000 }, async () => {
  office.tolerate(/422/);
  const page = await office.login('yinzhang');
  await page.goto('/todo');
  await page.getByText('十一月重点项目进度表').first().click();
  await page.waitForURL(/\/cases\//);
  const code = await codeOf(page);
  for (const [typed, sheets, want] of [['7K3M-Q2PX', '2', /没有“7K3MQ2PX”这个码/], [code, '1', /批准的每份 2 页，清点 1 页/]]) {
    await page.fill('[name=code]', typed);
    await page.fill('[name=sheets]', sheets);
    await page.locator('.act [form=f][data-main]').click();
    await page.locator('.refuse').waitFor();
    await page.getByText(want).first().waitFor();
  }
});

for (const size of Object.keys(sizes)) {
  test(`a keeper's leave with three signatures, and back, on ${size} (1-01-4)`, { timeout: 180_000 }, async () => {
    const at = (hours) => new Date(Date.now() + hours * 3600e3 + 8 * 3600e3).toISOString().slice(0, 16).replace('T', ' ');
    const keeper = size === 'desktop' ? 'yewukeyuan' : 'zhifakeyuan';
    const head = size === 'desktop' ? 'yewukezhang' : 'zhifakezhang';
    const path = await start(keeper, 'seal-leave', async (page) => {
      await page.fill('[name=from]', at(0));
      await page.fill('[name=to]', at(48));
      await page.fill('[name=reason]', '参加业务培训');
    }, size);
    office.tolerate(/422/);
    const leader = await office.login('fujuzhang2', size);
    await leader.goto(path);
    await leader.fill('#f-opinion', '同意。');
    await leader.locator('.act [form=f][data-main]').click();
    await leader.locator('.refuse').waitFor();
    assert.match(await leader.locator('.refuse').innerText(), /还没有指定临时保管人/);
    await office.shot(leader, `seal-leave-refused-${size}`);
    await choose(leader, 'temporary', size === 'desktop' ? '赵晓明' : '马超');
    await leader.locator('.act [form=f][data-main]').click();
    await leader.locator('.flash').waitFor();
    for (const who of [keeper, head, 'fujuzhang2']) await act(who, path, null, size);
    const page = await office.login(head, size);
    await page.goto(path);
    await office.axe(page);
    await office.shot(page, `seal-handover-${size}`);
    assert.match(await text(page), /离岗移交/);
    for (const who of [head, keeper, 'fujuzhang2']) await act(who, path, null, size);
    await page.goto(path);
    assert.match(await text(page), /已办结/);
    assert.equal((await page.request.get(`${path}/print/handover`)).headers()['content-type'], 'application/pdf');
  });
}

for (const size of Object.keys(sizes)) {
  test(`a keeper is suddenly absent: two open the safe, three sign, the absent one signs afterwards, on ${size} (1-01-4.2)`, { timeout: 180_000 }, async () => {
    office.tolerate(/422/);
    const absent = size === 'desktop' ? { name: '罗翔宇', login: 'faguikeyuan', instead: '黄颖', taker: 'faguikezhang', count: '2', leader: 'fujuzhang1' }
      : { name: '何涛', login: 'zhifakeyuan', instead: '马超', taker: 'zhifakezhang', count: '1', leader: 'fujuzhang2' };
    const path = await start('wenshu', 'seal-sudden', async (page) => {
      await choose(page, 'absent', absent.name);
      await page.fill('[name=from]', new Date(Date.now() + 7.5 * 3600e3).toISOString().slice(0, 16).replace('T', ' '));
      await page.fill('[name=reason]', '突发疾病住院，电话由家属接听。');
      for (const name of ['韩梅', '冯雪']) await tick(page, 'openers', name);
    }, size);
    const leader = await act(absent.leader, path, async (page) => {
      await says('同意开柜清点，先交接。')(page);
      await choose(page, 'temporary', absent.instead);
    }, size);
    await office.axe(leader);
    await act('huiwu', path, async (page) => {
      await page.fill('[name=count]', absent.count);
      await upload(page, 'photos', pdf('The safe, its seals, their faces'));
    }, size);
    await act('dangan', path, (page) => page.fill('[name=count]', absent.count), size);
    await act(absent.taker, path, (page) => page.fill('[name=count]', absent.count), size);
    await act(absent.leader, path, (page) => page.fill('[name=count]', absent.count), size);
    const page = await office.login('wenshu', size);
    await page.goto(path);
    assert.match(await text(page), /突然离岗/);
    await office.shot(page, `seal-sudden-${size}`);
    await act(absent.login, path, null, size); // back, and signs for what was done without
    for (const who of [absent.taker, absent.login, absent.leader]) await act(who, path, (p) => p.fill('[name=count]', absent.count), size);
    await page.goto(path);
    assert.match(await text(page), /已办结/);
    await page.goto('/exceptions?clause=1-01-4.2');
    assert.match(await text(page), /先办后补/);
  });
}

test('a proof for an enterprise needs two, and its spoiled pages are destroyed by two (1-01-6.3, 1-01-6.5)', { timeout: 120_000 }, async () => {
  const path = await start('qiyekeyuan', 'seal-use', application('关于云泽南方物流有限公司经营情况的证明', async (page) => {
    await page.check('[type=checkbox][name=enterprise]');
  }));
  await act('qiyekezhang', path, says('情况属实，同意出具。'));
  await act('fujuzhang2', path, says('已审核，同意。'));
  const keeper = await office.login('yinzhang');
  await keeper.goto(path);
  await keeper.fill('[name=code]', await codeOf(keeper));
  await keeper.fill('[name=sheets]', '2');
  await keeper.fill('[name=spoiled]', '1');
  await send(keeper, '.act [form=f][data-main]', () => keeper.locator('.flash').waitFor());
  await act('qiyekeyuan', path, null);
  await act('yinzhang', path, async (page) => {
    await page.fill('[name=pages]', '1');
    await choose(page, 'way', '粉碎');
    await choose(page, 'witness', '周敏');
    await office.shot(page, 'seal-destroy');
  });
  await keeper.goto(path);
  assert.match(await text(keeper), /已办结/);
});

test('a keeper is named by who may, and takes over (1-01-1)', { timeout: 120_000 }, async () => {
  const path = await start('bangongshizhuren', 'seal-keeper', async (page) => {
    assert.doesNotMatch(await offered(page, 'seal'), /综合业务科业务章|党组印章/, 'only the seals whose keeper the 主任 names');
    await choose(page, 'seal', '信访专用章');
    await choose(page, 'keeper', '郑红');
    await page.fill('[name=reason]', '新刻印章，首次指定');
    await office.shot(page, 'seal-naming');
  });
  const page = await act('xinfang', path, async (p) => { await p.locator('[name=confirmed][type=checkbox]').check(); });
  assert.match(await text(page), /接收/);
  const ledger = await office.login('yinzhang');
  await ledger.goto('/registers/seal-ledger');
  assert.doesNotMatch(await text(ledger), /已冻结/);
  await ledger.getByText('信访专用章').first().click();
  await ledger.waitForURL(/seal-ledger\//);
  await office.axe(ledger);
  await office.shot(ledger, 'seal-detail');
});

test('a change of a seal, with two witnesses (1-01-R3)', { timeout: 120_000 }, async () => {
  const path = await start('wenmi', 'seal-change', async (page) => {
    await choose(page, 'what', '刻制');
    await page.fill('[name=name]', '局钢印');
    await choose(page, 'class', '钢印');
    await choose(page, 'as_class', '局公章');
    await choose(page, 'dept', '办公室');
    await page.fill('[name=on_date]', '2026-11-20');
    await page.fill('[name=reason]', '颁发证书需要');
  });
  await act('bangongshizhuren', path, says('同意，呈局长批准。'));
  await act('juzhang', path, says('同意。'));
  await act('wenmi', path, async (page) => {
    await page.fill('[name=done]', '2026-11-24');
    await tick(page, 'witnesses', '韩梅');
    await tick(page, 'witnesses', '周敏');
    await upload(page, 'imprint', pdf('Imprint of the seal'));
  });
  await act('huiwu', path, null);
  const page = await act('wenshu', path, null);
  await page.goto(path);
  assert.match(await text(page), /已办结/);
});

test('the director approves inside the authorisation, and not without (1-01-5.3)', { timeout: 120_000 }, async () => {
  office.tolerate(/422/);
  const path = await start('qiyekeyuan', 'seal-use', application('关于展位使用情况的证明', async (page) => { await choose(page, 'approver', '陈静'); }));
  await act('fujuzhang2', path, says('已审核。'));
  const page = await office.login('bangongshizhuren');
  await page.goto(path);
  await page.fill('#f-opinion', '同意用印。');
  await page.locator('.act [form=f][data-main]').click();
  await page.locator('.refuse').waitFor();
  assert.match(await page.locator('.refuse').innerText(), /没有局长的书面授权/);
  await office.axe(page);
  await office.shot(page, 'seal-unauthorised');
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  const grant = await start('wenmi', 'seal-grant', async (p) => {
    await tick(p, 'seals', '局公章');
    await tick(p, 'matters', '证明');
    await p.fill('[name=from]', today);
    await p.fill('[name=to]', today);
    await p.fill('[name=reason]', '局长出差');
  });
  await act('juzhang', grant, says('同意授权。'));
  await act('bangongshizhuren', path, says('经局长授权，同意用印。'));
  await page.goto(path);
  assert.match(await text(page), /局长授权/);
});

test('a seal is taken out by two, and comes back (1-01-R3)', { timeout: 120_000 }, async () => {
  const at = (hours) => new Date(Date.now() + hours * 3600e3 + 8 * 3600e3).toISOString().slice(0, 16).replace('T', ' ');
  const path = await start('zhifakeyuan', 'seal-carry', async (page) => {
    await choose(page, 'seal', '执法监督科业务章');
    await page.fill('[name=place]', '市政务服务中心');
    await page.fill('[name=reason]', '现场办理联合检查手续');
    await choose(page, 'companion', '唐琳');
    await page.fill('[name=out_at]', at(1));
    await page.fill('[name=back_by]', at(5));
    await page.fill('[name="items.0.title"]', '联合检查通知书');
    await page.fill('[name="items.0.copies"]', '3');
    await upload(page, 'files', pdf('Notice of a joint inspection'));
  });
  await act('fujuzhang2', path, says('已审核，同意外带。'));
  await act('zhifakezhang', path, says('同意外带，按时带回。'));
  await act('zhifakeyuan', path, null);
  await act('qiyekeyuan', path, null);
  const page = await office.login('zhifakeyuan');
  await page.goto(path);
  assert.match(await text(page), /在外/);
  await office.axe(page);
  await office.shot(page, 'seal-carry');
  await act('zhifakeyuan', path, async (p) => { await choose(p, 'state', '完好'); });
  await page.goto(path);
  assert.match(await text(page), /已办结/);
});

test('rules are published and read; the stock is taken (1-01-2, 1-01-R3)', { timeout: 120_000 }, async () => {
  office.tolerate(/422/);
  const page = await office.login('faguikeyuan');
  await page.goto('/todo');
  await page.locator('main a', { hasText: '印章盘点' }).first().click();
  await page.waitForURL(/\/cases\//);
  await office.axe(page);
  await office.shot(page, 'seal-stock');
  await page.locator('.act [form=f][data-main]').click();
  await page.locator('.flash').waitFor();

  const path = await start('wenmi', 'seal-rules', async (p) => {
    await p.fill('[name=version]', '2026 年修订');
    await p.fill('[name=from]', new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10));
    await p.fill('[name=summary]', '增加电子印章和外带的规定。');
    await upload(p, 'files', pdf('Rules for the seals of the bureau', 'Rules, second page'));
  });
  await act('fujuzhang1', path, says('同意，呈局长批准。'));
  await act('juzhang', path, says('同意发布。'));
  const keeper = await office.login('yinzhang');
  await keeper.goto('/todo');
  await keeper.getByText('关于执法记录仪使用情况的证明').first().click();
  await keeper.waitForURL(/\/cases\//);
  await keeper.fill('[name=code]', await codeOf(keeper));
  await keeper.fill('[name=sheets]', '1');
  await keeper.locator('.act [form=f][data-main]').click();
  await keeper.locator('.refuse').waitFor();
  assert.match(await keeper.locator('.refuse').innerText(), /还没有确认已读/);
  await office.shot(keeper, 'seal-rules-unread');
  const back = keeper.url();
  await keeper.getByText('阅读规定并确认').click();
  await keeper.waitForURL(/\/start\/seal-reading/);
  await office.axe(keeper);
  await keeper.locator('[name=confirmed][type=checkbox]').check();
  await office.shot(keeper, 'seal-reading');
  await send(keeper, 'form.form [data-main]', () => keeper.waitForURL(/\/cases\//, { timeout: 15_000 }));
  await keeper.goto(back);
  await keeper.fill('[name=code]', await codeOf(keeper));
  await keeper.fill('[name=sheets]', '1');
  await keeper.locator('.act [form=f][data-main]').click();
  await keeper.locator('.flash').waitFor();
});

test('a scanned code leads to its case', async () => {
  const page = await office.login('yinzhang');
  await page.goto('/registers/1-01-F1?matter=公文');
  await page.locator('main table a').first().click();
  await page.waitForURL(/\/cases\//);
  const path = new URL(page.url()).pathname;
  const code = await codeOf(page);
  await page.goto(`/scan?code=${code.toLowerCase()}`);
  assert.equal(new URL(page.url()).pathname, path);
});

for (const size of Object.keys(sizes)) {
  test(`every page of the seals has nothing axe objects to: ${size}`, { timeout: 180_000 }, async () => {
    const page = await office.login('bangongshizhuren', size);
    for (const [name, path] of Object.entries({
      work: '/work/seal', f1: '/registers/1-01-F1', ledger: '/registers/seal-ledger', handovers: '/registers/seal-handovers', letters: '/registers/seal-letters',
      carries: '/registers/seal-carries', grants: '/registers/seal-grants', electronic: '/registers/seal-electronic', report: '/reports/seal-use', use: '/start/seal-use',
      sudden: '/start/seal-sudden', chart: '/kinds/seal-use', spec: '/norms/1-01', filtered: '/registers/1-01-F1?matter=公文&q=通知',
    })) {
      await page.goto(path);
      await office.axe(page);
      await office.shot(page, `seal-page-${name}`);
    }
  });
}
