// What the browser tests of 1-02 share: small real files, registering a letter,
// doing a step as somebody.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { xlsx as book } from './xlsx.mjs';

export const text = (page) => page.locator('main').innerText();

const folder = mkdtempSync(join(tmpdir(), 'guiju-e2e-files-'));

/** Writes a file and gives its path. */
export function file(name, data, encoding = 'utf8') {
  const path = join(folder, name);
  writeFileSync(path, data, encoding);
  return path;
}

/** A small PDF with one line of Latin text. */
export function pdf(line, name = 'letter.pdf') {
  const stream = `BT /F1 18 Tf 72 720 Td (${line}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${stream.length}>>\nstream\n${stream}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let out = '%PDF-1.4\n';
  const at = objects.map((o, i) => { const here = out.length; out += `${i + 1} 0 obj\n${o}\nendobj\n`; return here; });
  const start = out.length;
  out += `xref\n0 6\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF`;
  return file(name, out, 'latin1');
}

/** A spreadsheet of one sheet. */
export const xlsx = (rows, name = 'list.xlsx') => file(name, book({ 清单: rows }));

/** Chooses files in a field and waits until they are on the server. */
export async function upload(page, field, paths) {
  const list = [paths].flat();
  await page.setInputFiles(`[data-up="${field}"] input[type=file]`, list);
  await page.locator(`[data-up="${field}"] li`).nth(list.length - 1).waitFor();
}

/** Picks one of a long list by its combobox. */
export async function pick(page, name, label) {
  const box = page.locator(`:has(> select[name="${name}"]) input[role=combobox]`);
  await box.fill(label);
  await page.locator('[role=option]', { hasText: label }).first().click();
}

export const tick = (page, name, label) => page.locator(`fieldset:has(input[name="${name}"]) label:has-text("${label}") input`).check();

/** What the desk of 1-02 does in a test file's office. */
export function desk(office) {
  return {
    /** Registers a letter as the 文书 and gives its address. */
    async register(title, number, more = {}) {
      const page = await office.login('wenshu');
      await page.goto('/start/incoming');
      await upload(page, 'files', pdf(number.replace(/[^ -~]/g, '')));
      await page.locator('.beside').waitFor(); // the letter stands beside the form
      await page.fill('[name=title]', title);
      await page.fill('[name=organ]', more.organ ?? '云泽市水务局');
      await page.fill('[name=doc_number]', number);
      if (more.source) await page.selectOption('[name=source]', more.source);
      if (more.copies) await page.fill('[name=copies]', more.copies);
      if (more.kind) await pick(page, 'doc_kind', more.kind);
      if (more.read) await page.locator('label:has-text("阅件") input[name=class]').last().check();
      if (more.answer) await page.check('[name=wants_answer][type=checkbox]');
      if (more.sentBack) {
        await page.locator('label:has-text("退文") input[name=verdict]').check();
        await page.fill('[name=reason]', more.sentBack);
      }
      await page.locator('form.form [data-main]').click();
      await page.waitForURL(/\/cases\//);
      const path = new URL(page.url()).pathname;
      await page.close();
      return path;
    },
    /** Opens the case as somebody and does the main action with an opinion. */
    async act(user, path, opinion, prepare, size = 'desktop') {
      const page = await office.login(user, size);
      await page.goto(path);
      await office.axe(page);
      if (prepare) await prepare(page);
      if (opinion) await page.fill('#f-opinion', opinion);
      await page.locator('.act [form=f][data-main]').click();
      await page.locator('.flash').waitFor();
      return page;
    },
    /** Proposes that the 局长 instructs. */
    async propose(path, prepare) {
      return this.act('bangongshizhuren', path, '拟请局长批示。', async (page) => {
        await tick(page, 'leaders', '王建华');
        await tick(page, 'hosts', '执法监督科');
        if (prepare) await prepare(page);
      });
    },
    async toDepartments(path, prepare, copies = '1') {
      await this.act('juzhang', path, '请执法监督科办理。');
      await this.act('wenshu', path, '', async (page) => {
        await page.fill('[name=place]', '办公室文件柜 2 号');
        await page.fill('[name=copies]', copies);
      });
      await this.act('wenshu', path, '', prepare);
    },
    async sees(user, path, pattern) {
      const page = await office.login(user);
      await page.goto(path);
      assert.match(await text(page), pattern);
      return page;
    },
  };
}
