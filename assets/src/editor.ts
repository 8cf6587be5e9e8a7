// The editor of a document (internal/web/ui/editor.go), loaded on its page alone.
// The plain text field stays the form's field; the text is written in paragraphs
// beside it, and both say the same. While an input method composes, nothing here
// touches the page; what is inserted goes through the browser's own commands, so
// that undo keeps working.
import { $, $$, button, dialog, make, typed } from './dom';
import { type Finding, watch } from './preview';

const han = '[一二三四五六七八九十百零〇]{1,5}';
const levels = [
  new RegExp(`^${han}[、，.．]`),
  new RegExp(`^[（(]${han}[)）]`),
  /^[1-9]\d{0,2}[.．、]\s*(?:[^\d\s]|$)/,
  /^[（(][1-9]\d{0,2}[)）]/,
];
const attachment = /^附\s*件\s*\d{0,2}\s*([（(]另行装订[)）])?$/;
const picture = /^〔图\s+([0-9A-Za-z-]{8,64})〕\s*(.*)$/;
const caption = /^(横?)表[：:]\s*\S/;
const blank = (text: string) => text.replace(/[\s\u3000\u00a0]/g, '') === '';

const form = $<HTMLFormElement>('form[data-editor]');
if (form) edit(form);

function edit(form: HTMLFormElement) {
  const area = document.getElementById(form.dataset.editor!) as HTMLTextAreaElement;
  const plain = !window.matchMedia('(min-width: 700px)').matches; // on a phone the plain field is easier
  const paper = make('div', { class: 'ed-paper', contenteditable: 'true', role: 'textbox', 'aria-multiline': 'true', 'aria-label': '正文和附件', 'aria-describedby': `${area.id}-h`, spellcheck: 'false' });
  let composing = false;
  let changed = false;

  const preview = watch(form, () => composing, mend, show);
  const dirty = () => {
    changed = true;
    preview.soon();
  };

  if (!plain) {
    document.execCommand('defaultParagraphSeparator', false, 'p');
    paper.append(...blocks(area.value.split('\n')));
    if (!paper.firstChild) paper.append(make('p', {}, make('br')));
    area.hidden = true;
    area.before(paper);
    paper.addEventListener('compositionstart', () => (composing = true));
    paper.addEventListener('compositionend', () => {
      composing = false;
      settle();
    });
    paper.addEventListener('input', (event) => {
      if (!composing && !(event as InputEvent).isComposing) settle();
    });
    paper.addEventListener('paste', paste);
    paper.addEventListener('dblclick', (event) => {
      const table = (event.target as Element).closest<HTMLElement>('figure.ed-tb');
      if (table) tableDialog(table);
    });
    paper.addEventListener('keydown', (event) => {
      if (event.key !== 'Tab' || event.isComposing || event.shiftKey) return;
      const at = caret();
      if (!at || !paper.contains(at.startContainer)) return;
      const hit = (at.startContainer as Element).parentElement?.closest('figure.ed-tb');
      if (hit) {
        event.preventDefault();
        tableDialog(hit as HTMLElement);
      }
    });
    classify();
    for (const tool of $$<HTMLButtonElement>('[data-tool]', form)) tool.addEventListener('click', () => use(tool.dataset.tool!));
  } else {
    $('.ed-t', form)!.hidden = true;
    area.addEventListener('input', dirty);
  }

  /** After each change that is no composition: levels, the field's value, what follows. */
  function settle() {
    if ([...paper.childNodes].some((n) => n.nodeType === Node.TEXT_NODE)) document.execCommand('formatBlock', false, 'p');
    for (const styled of $$('[style]', paper)) styled.removeAttribute('style');
    classify();
    area.value = text();
    dirty();
  }

  /** Shows each paragraph as what its number makes it. */
  function classify() {
    let before = '';
    for (const block of paper.children) {
      if (block.tagName === 'FIGURE') {
        before = '';
        continue;
      }
      const line = (block.textContent ?? '').trim();
      const level = levels.findIndex((form) => form.test(line)) + 1;
      let name = before === 'ed-am' && line ? 'ed-at' : attachment.test(line) ? 'ed-am' : level ? `ed-l${level}` : '';
      if (level && (level > 2 || /。./.test(line) || line.length > 40)) name = `ed-l${level} ed-run`;
      if (block.className !== name) block.className = name;
      if (line || before !== 'ed-am') before = name;
    }
  }

  /** The text as the field and the program have it. */
  function text() {
    return lines().map(([line]) => line).join('\n');
  }

  /** Each line with the block on which it stands. */
  function lines(): [string, Element | null][] {
    const out: [string, Element | null][] = [];
    for (const node of paper.childNodes) {
      if (node instanceof HTMLElement && node.dataset.lines !== undefined) {
        for (const line of node.dataset.lines.split('\n')) out.push([line, node]);
        continue;
      }
      for (const line of written(node).replace(/\n$/, '').split('\n')) out.push([line.replace(/\t/g, ' ').replace(/\u00a0/g, ' '), node instanceof Element ? node : null]);
    }
    return out;
  }

  function written(node: Node): string {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
    if (node.nodeName === 'BR') return '\n';
    let out = '';
    for (const child of node.childNodes) out += (/^(P|DIV)$/.test(child.nodeName) && out && !out.endsWith('\n') ? '\n' : '') + written(child);
    return out;
  }

  /** Lines as blocks: paragraphs, tables, pictures. */
  function blocks(all: string[]): HTMLElement[] {
    const out: HTMLElement[] = [];
    for (let i = 0; i < all.length; i++) {
      const line = all[i];
      const named = caption.test(line) && all[i + 1]?.includes('\t');
      if (line.includes('\t') || named) {
        const rows = [line];
        while (all[i + 1]?.includes('\t')) rows.push(all[++i]);
        out.push(table(rows));
      } else if (picture.test(line)) out.push(figure(line));
      else if (!blank(line) || out.length) out.push(make('p', {}, line === '' ? make('br') : line));
    }
    return out;
  }

  function table(rows: string[]) {
    const named = !rows[0].includes('\t');
    const body = make('tbody', {}, ...rows.slice(named ? 1 : 0).map((row) => make('tr', {}, ...row.split('\t').map((cell) => make('td', {}, cell.trim())))));
    const box = make('table', {}, body);
    if (named) box.prepend(make('caption', {}, rows[0].replace(/^横?表[：:]\s*/, '')));
    return make('figure', { class: 'ed-tb', contenteditable: 'false', 'data-lines': rows.join('\n'), title: '双击修改表格' }, box);
  }

  function figure(line: string) {
    const [, id, name] = picture.exec(line)!;
    const shown = make('img', { src: form.dataset.pictures! + encodeURIComponent(id), alt: name || '图片' });
    return make('figure', { class: 'ed-pic', contenteditable: 'false', 'data-lines': line }, shown, ...(name ? [make('figcaption', {}, name)] : []));
  }

  function caret() {
    const selection = getSelection();
    return selection?.rangeCount ? selection.getRangeAt(0) : null;
  }

  /** Puts the caret back where it was, or at the end. */
  function focusAt(range: Range | null) {
    paper.focus();
    const selection = getSelection()!;
    if (!range || !paper.contains(range.startContainer)) {
      range = document.createRange();
      range.selectNodeContents(paper);
      range.collapse(false);
    }
    selection.removeAllRanges();
    selection.addRange(range);
  }

  /** Inserts through the browser's command, so that it can be undone. */
  function insert(all: string[], at: Range | null) {
    focusAt(at);
    if (all.length === 1 && !all[0].includes('\t') && !picture.test(all[0])) {
      document.execCommand('insertText', false, all[0]);
      return;
    }
    document.execCommand('insertHTML', false, blocks(all).map((block) => block.outerHTML).join(''));
  }

  function use(tool: string) {
    const at = caret();
    switch (tool) {
      case 'undo':
      case 'redo':
        paper.focus();
        document.execCommand(tool);
        return;
      case 'table':
        tableDialog(null, at);
        return;
      case 'picture':
        choosePicture(at);
        return;
      case 'attachment': {
        const n = lines().filter(([line]) => attachment.test(line.trim())).length;
        if (n === 1) {
          const first = lines().find(([line]) => /^附\s*件$/.test(line.trim()))?.[1];
          if (first) replaceIn(first, first.textContent!, '附件1');
        }
        const end = document.createRange();
        end.selectNodeContents(paper);
        end.collapse(false);
        insert(['', n ? `附件${n + 1}` : '附件1', '附件标题', '附件内容'], end);
      }
    }
  }

  // Paste: plain paragraphs and tables, whatever Word or WPS brings along.
  function paste(event: ClipboardEvent) {
    const data = event.clipboardData;
    if (!data) return;
    event.preventDefault();
    const image = [...data.files].find((file) => /^image\/(png|jpeg)$/.test(file.type));
    const html = data.getData('text/html');
    if (!html && image) {
      void upload(image, caret());
      return;
    }
    const all = html ? pasted(html) : data.getData('text/plain').replace(/\r\n?/g, '\n').split('\n').map((line) => line.replace(/^[ \u3000]+/, ''));
    while (all.length && blank(all[all.length - 1])) all.pop();
    if (all.length) insert(all, caret());
  }

  function pasted(html: string): string[] {
    const out: string[] = [];
    let now = '';
    const flush = () => {
      const line = now.replace(/[\u200b\ufeff]/g, '').replace(/\s+/g, ' ').replace(/^[ \u3000]+|[ \u3000]+$/g, '');
      if (line) out.push(line);
      now = '';
    };
    const walk = (node: Node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        now += node.textContent;
        return;
      }
      if (!(node instanceof Element) || /^(STYLE|SCRIPT|META|LINK|TITLE|XML|O:P)$/.test(node.tagName.toUpperCase())) return;
      if (node.tagName === 'TABLE') {
        flush();
        for (const row of (node as HTMLTableElement).rows) {
          const cells = [...row.cells].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim());
          out.push(cells.length > 1 ? cells.join('\t') : cells.join(''));
        }
        return;
      }
      const block = /^(P|DIV|LI|TR|H[1-6]|BR|UL|OL|SECTION|ARTICLE|BLOCKQUOTE)$/.test(node.tagName);
      if (block) flush();
      if (node.tagName === 'LI' && node.parentElement?.tagName === 'OL') now = `${[...node.parentElement.children].indexOf(node) + 1}.`;
      node.childNodes.forEach(walk);
      if (block) flush();
    };
    walk(new DOMParser().parseFromString(html, 'text/html').body);
    flush();
    return out;
  }

  // A table is changed in a dialog of fields, and put back as a whole.
  function tableDialog(old: HTMLElement | null, at: Range | null = null) {
    const rows = old ? old.dataset.lines!.split('\n') : ['栏目一\t栏目二', '\t', '\t'];
    const named = rows[0].includes('\t') ? '' : rows.shift()!;
    const grid = rows.map((row) => row.split('\t').map((cell) => cell.trim()));
    const title = make('input', { class: 'form-control', id: 'tb-title' });
    title.value = named.replace(/^横?表[：:]\s*/, '');
    const turned = make('input', { type: 'checkbox', class: 'form-check-input', id: 'tb-turn' });
    turned.checked = named.startsWith('横');
    const body = make('tbody');
    const cell = (value: string, r: number, c: number) => {
      const input = make('input', { class: 'form-control', 'aria-label': `第 ${r + 1} 行第 ${c + 1} 栏` });
      input.value = value;
      return make('td', {}, input);
    };
    const draw = (values: string[][]) => body.replaceChildren(...values.map((row, r) => make('tr', {}, ...row.map((value, c) => cell(value, r, c)))));
    const read = () => [...body.rows].map((row) => $$<HTMLInputElement>('input', row).map((input) => input.value.replace(/\t/g, ' ')));
    draw(grid.map((row) => [...row, ...Array<string>(Math.max(...grid.map((x) => x.length)) - row.length).fill('')]));
    const done = button('放进正文', () => {
      const values = read();
      const all = values.map((row) => row.join('\t'));
      if (title.value || turned.checked) all.unshift(`${turned.checked ? '横' : ''}表：${title.value || '附表'}`);
      box.close();
      let range = at;
      if (old) {
        range = document.createRange();
        range.selectNode(old);
      }
      insert(old ? all : [...all, ''], range);
    }, 'btn-primary');
    const box = dialog(
      make('h2', {}, '表格'), make('label', { class: 'form-label', for: 'tb-title' }, '表题（可以不填）'), title,
      make('label', { class: 'ed-turn' }, turned, ' 横排，另占一面'),
      make('div', { class: 'wide' }, make('table', { class: 'ed-grid' }, body)),
      make('div', { class: 'row-b' },
        button('加一行', () => draw([...read(), Array<string>(read()[0].length).fill('')])), button('加一栏', () => draw(read().map((row) => [...row, '']))),
        button('减一行', () => read().length > 1 && draw(read().slice(0, -1))), button('减一栏', () => read()[0].length > 2 && draw(read().map((row) => row.slice(0, -1)))), done),
    );
  }

  function choosePicture(at: Range | null) {
    const input = make('input', { type: 'file', accept: '.png,.jpg,.jpeg' });
    input.onchange = () => input.files?.[0] && void upload(input.files[0], at);
    input.click();
  }

  async function upload(file: File, at: Range | null) {
    const body = new FormData();
    body.append('csrf', $<HTMLInputElement>('[name=csrf]', form)!.value);
    body.append('file', file, file.name || '图片.png');
    try {
      const answer = await fetch(form.dataset.upload!, { method: 'POST', body, headers: { Accept: 'application/json' } });
      const got = (await answer.json()) as { id: string; message?: string };
      if (!answer.ok || !got.id) throw new Error(got.message ?? `系统回答 ${answer.status}`);
      insert([`〔图 ${got.id}〕`, ''], at);
    } catch (error) {
      dialog(make('h2', {}, '没有插入图片'), make('p', {}, (error as Error).message));
    }
  }

  /** Finds the place of a finding and selects its words. */
  function select(block: Node, words: string): boolean {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const from = words ? node.textContent!.indexOf(words) : 0;
      if (from < 0) continue;
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, from + words.length);
      focusAt(range);
      return true;
    }
    return false;
  }

  function replaceIn(block: Node, old: string, now: string) {
    if (select(block, old)) document.execCommand('insertText', false, now);
  }

  function field(finding: Finding) {
    return form.elements.namedItem(finding.field) as HTMLInputElement | HTMLTextAreaElement | null;
  }

  function show(finding: Finding) {
    const block = plain ? null : lines()[finding.line]?.[1];
    if (finding.field !== 'body' || plain) {
      const input = field(finding);
      input?.focus();
      const from = input?.value.indexOf(finding.text) ?? -1;
      if (from >= 0) input!.setSelectionRange(from, from + finding.text.length);
      return;
    }
    if (!block) return;
    block.scrollIntoView({ block: 'center' });
    if (block.tagName !== 'FIGURE') select(block, finding.text);
  }

  function mend(finding: Finding) {
    const block = plain ? null : lines()[finding.line]?.[1];
    if (finding.field === 'body' && !plain) {
      if (!block) return;
      if (block instanceof HTMLElement && block.dataset.lines !== undefined) {
        const range = document.createRange();
        range.selectNode(block);
        insert(block.dataset.lines.replace(finding.text, finding.mend!).split('\n'), range);
        return;
      }
      replaceIn(block, finding.text, finding.mend!);
      return;
    }
    const input = field(finding);
    const from = input?.value.indexOf(finding.text) ?? -1;
    if (!input || from < 0) return;
    input.setRangeText(finding.mend!, from, from + finding.text.length, 'end');
    dirty();
  }

  form.addEventListener('input', (event) => {
    if (event.target !== paper && !paper.contains(event.target as Node)) dirty();
  });
  form.addEventListener('change', dirty);
  form.addEventListener('submit', () => {
    if (!plain) area.value = text();
    changed = false;
  });

  // Drafts keep themselves.
  const said = $('[data-saved]', form)!;
  async function keep(leaving = false) {
    if (!changed || composing || form.dataset.sent) return;
    changed = false;
    if (!plain) area.value = text();
    const body = typed(form);
    body.set('keep', '1');
    try {
      const answer = await fetch(form.getAttribute('action')!, { method: 'POST', body, headers: { Accept: 'application/json' }, keepalive: leaving });
      const got = (await answer.json()) as { draft?: string; saved?: string; message?: string };
      said.textContent = answer.ok ? got.saved! : `草稿没有保存：${got.message ?? answer.status}`;
      if (!answer.ok || !got.draft) return;
      let id = $<HTMLInputElement>('input[name=draft]', form);
      if (!id) form.prepend((id = make('input', { type: 'hidden', name: 'draft' })));
      id.value = got.draft;
    } catch {
      changed = true;
      said.textContent = '草稿没有保存：网络断开，连上后自动再存';
    }
  }
  window.setInterval(() => void keep(), 15_000);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && void keep(true));
  document.addEventListener('keydown', (event) => {
    if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      changed = true;
      void keep();
    }
  });
  preview.soon(0);
}
