// The pages beside the editor: asked of the server as one types, the last answer
// wins, and only pages that changed are sent.
import { $, button, make, typed } from './dom';

export type Finding = { rule: string; place: string; field: string; line: number; text: string; why: string; mend?: string; mild?: boolean };
type Check = { id: string; article: string; name: string; measured: string; wanted: string; page?: number; remedy?: string };
type Answer = {
  pages: { hash: string; svg?: string }[];
  fit: string;
  tuned: string[] | null;
  fault: string;
  ways: string[] | null;
  line: number;
  failed: Check[];
  findings: Finding[] | null;
};

/** Watches a form; composing says that an input method is at work. */
export function watch(form: HTMLFormElement, composing: () => boolean, mend: (f: Finding) => void, show: (f: Finding) => void) {
  const known = new Map<string, string>(); // page by hash: its picture
  const pages = $('[data-pages]', form)!;
  const fit = $('[data-fit]', form)!;
  const list = $('[data-findings]', form)!;
  const count = $('[data-found]', form)!;
  let timer = 0;
  let asked: AbortController | null = null;

  const soon = (after = 350) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), after);
  };

  async function ask() {
    if (composing()) return soon();
    asked?.abort();
    const mine = (asked = new AbortController());
    const body = typed(form);
    if (!body.get('title') && !body.get('body')) return; // nothing to set yet
    body.set('have', [...known.keys()].join(','));
    const began = performance.now();
    try {
      const answer = await fetch(form.dataset.preview!, { method: 'POST', body, headers: { Accept: 'application/json' }, signal: mine.signal });
      if (!answer.ok) throw new Error(((await answer.json()) as { message?: string }).message ?? `系统回答 ${answer.status}`);
      const got = (await answer.json()) as Answer;
      if (mine.signal.aborted) return;
      draw(got);
      say(got);
      form.dataset.took = String(Math.round(performance.now() - began));
    } catch (error) {
      if (!mine.signal.aborted) fit.textContent = `没有排版：${(error as Error).message}`;
    }
  }

  function draw(got: Answer) {
    if (got.fault) {
      fit.textContent = '';
      return; // the pages as they were are better than none
    }
    for (const page of got.pages) if (page.svg) known.set(page.hash, URL.createObjectURL(new Blob([page.svg], { type: 'image/svg+xml' })));
    const shown = pages.querySelectorAll('img');
    got.pages.forEach((page, i) => {
      const src = known.get(page.hash);
      if (!src) return;
      const image = shown[i] ?? pages.appendChild(make('img', { width: '1200', height: '1697' }));
      if (image.getAttribute('src') !== src) image.setAttribute('src', src);
      image.setAttribute('alt', `第 ${i + 1} 面`);
    });
    for (let i = got.pages.length; i < shown.length; i++) shown[i].remove();
    pages.querySelector('p')?.remove();
    const used = new Set(got.pages.map((page) => page.hash));
    for (const [hash, src] of known) {
      if (used.has(hash) || known.size < 60) continue;
      URL.revokeObjectURL(src);
      known.delete(hash);
    }
    fit.textContent = got.fit;
  }

  function say(got: Answer) {
    const items: HTMLElement[] = [];
    const item = (tone: string, head: string, text: string, ...more: HTMLElement[]) => items.push(make('li', { class: tone }, make('b', {}, head), ` ${text} `, ...more));
    if (got.fault) {
      const at: Finding = { rule: '', place: '', field: 'body', line: got.line, text: '', why: '' };
      item('r', '不能排版', got.fault, ...(got.line >= 0 ? [button('看原文', () => show(at))] : []));
    }
    for (const way of got.ways ?? []) item('', '可以', way);
    for (const text of got.tuned ?? []) item('', '已调整', text);
    for (const f of got.failed) item('r', `${f.name}（${f.article}）`, `现在${f.measured}，应当${f.wanted}${f.page ? `，第 ${f.page} 面` : ''}。${f.remedy ?? ''}`);
    for (const f of got.findings ?? []) {
      const acts = [button('看原文', () => show(f))];
      if (f.mend) acts.push(button(`改为“${f.mend}”`, () => mend(f)));
      item(f.mild ? '' : 'a', `${f.rule}（${f.place}）`, `${f.text ? `“${f.text}”：` : ''}${f.why}`, ...acts);
    }
    const open = (got.fault ? 1 : 0) + got.failed.length + (got.findings ?? []).filter((f) => !f.mild).length;
    count.textContent = open ? `${open} 处` : '没有问题';
    list.replaceChildren(items.length ? make('ul', { class: 'ed-f' }, ...items) : make('p', { class: 'muted sm pad' }, '格式合格，没有校对提示'));
  }

  return { soon };
}
