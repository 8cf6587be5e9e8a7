// Fields that do more with script: upload with progress, signature, lines,
// lists to narrow.
import { $, $$, composing, make, on, setup } from './dom';

// Upload: each file by XHR with its progress; the answer's id goes into a tick
// box under the field's own name. Without script the file goes with the form.
on('change', '[data-up] input[type=file]', (target) => {
  const input = target as HTMLInputElement;
  const area = input.closest<HTMLElement>('[data-up]')!;
  if (!area.dataset.url) {
    $('[data-upsay]', area)!.textContent = [...(input.files ?? [])].map((file) => file.name).join('、');
    return;
  }
  for (const file of input.files ?? []) send(area, input, file);
  input.value = '';
});

on('click', '[data-choose]', (button) => $('input[type=file]', button.parentElement!)?.click());

function send(area: HTMLElement, input: HTMLInputElement, file: File) {
  const bar = make('progress', { max: '100', value: '0', 'aria-label': `上传 ${file.name}` });
  const item = make('li', {}, make('span', { class: 'fn' }, file.name), bar);
  const say = $('[data-upsay]', area)!;
  $('.files', area)!.append(item);
  const fail = (why: string) => {
    item.remove();
    if (input.form) waiting.delete(input.form);
    say.textContent = `没有上传 ${file.name}：${why}`;
    say.className = 'emsg';
  };
  const body = new FormData();
  const token = input.form && $<HTMLInputElement>('input[name=csrf]', input.form);
  if (token) body.append('csrf', token.value);
  body.append('file', file);
  const request = new XMLHttpRequest();
  request.open('POST', area.dataset.url!);
  request.setRequestHeader('Accept', 'application/json');
  request.upload.onprogress = (e) => {
    if (e.lengthComputable) bar.value = (100 * e.loaded) / e.total;
  };
  request.onerror = () => fail('网络断开，连上后再选一次');
  request.onload = () => {
    let answer: { id?: string; name?: string; message?: string; detail?: string; title?: string } = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      answer = {}; // not JSON: told below
    }
    if (request.status >= 300 || !answer.id) return fail(answer.message ?? answer.detail ?? answer.title ?? `系统回答 ${request.status}`);
    bar.remove();
    const tick = make('input', { type: 'checkbox', class: 'form-check-input', name: area.dataset.up!, value: answer.id });
    if (area.dataset.form) tick.setAttribute('form', area.dataset.form);
    tick.checked = true;
    item.append(make('span', { class: 'sp' }), make('label', { class: 'keepit' }, tick, '保留'));
    say.className = 'xs muted';
    say.textContent = `已上传 ${answer.name ?? file.name}`;
    if (!$('progress', area) && !goOn(input.form)) readIt(input.form);
  };
  request.send(body);
}

// A form that is sent while files are on their way waits for them, and goes by itself.
const waiting = new WeakMap<HTMLFormElement, HTMLElement | null>();
export function waitsForFiles(form: HTMLFormElement, by: HTMLElement | null) {
  const area = $$<HTMLElement>('[data-up]').find((up) => $('progress', up) && $<HTMLInputElement>('input[type=file]', up)?.form === form);
  if (!area) return false;
  waiting.set(form, by);
  $('[data-upsay]', area)!.textContent = '文件还在上传，传完接着办理';
  return true;
}
function goOn(form: HTMLFormElement | null) {
  const by = form && waiting.get(form);
  if (!form || by === undefined) return false;
  waiting.delete(form);
  form.requestSubmit(by);
  return true;
}

// A form that reads what was uploaded does so as soon as the first file is there.
// What is read goes into the fields that nobody has touched, and the pages stand
// beside the form; whoever is typing goes on typing.
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const touched = new WeakSet<Element>();
for (const type of ['input', 'change']) document.addEventListener(type, (event) => event.isTrusted && touched.add(event.target as Element));

async function readIt(form: HTMLFormElement | null) {
  if (!form?.dataset.reads) return;
  const body = new FormData(form);
  body.append(form.dataset.reads, '1');
  const answer = await fetch(form.action, { method: 'POST', body, headers: { 'HX-Request': 'true' } }).catch(() => undefined);
  if (!answer?.ok || !form.isConnected) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = $<HTMLFormElement>(`form[data-reads]`, page);
  if (!fresh) return;
  for (const from of fresh.elements as unknown as Iterable<Field>) {
    if (!from.name || from.type === 'hidden' || from.type === 'file') continue;
    const to = [...form.elements].find((e): e is Field => (e as Field).name === from.name && e.tagName === from.tagName && (!/^(radio|checkbox)$/.test(from.type) || (e as Field).value === from.value));
    const group = [...form.elements].filter((e) => (e as Field).name === from.name);
    if (!to || group.some((e) => touched.has(e))) continue;
    if (to instanceof HTMLInputElement && /^(radio|checkbox)$/.test(to.type)) to.checked = (from as HTMLInputElement).checked;
    else if (from.value) to.value = from.value;
  }
  depends(form);
  const pages = $('.beside > .box', page);
  const stack = form.closest('.stack');
  if (pages && stack && !$('.beside > .box')) {
    stack.parentElement!.className = 'beside';
    stack.after(pages);
  }
  if (document.activeElement === document.body || document.activeElement?.matches('[data-choose]')) $(`[name=title]`, form)?.focus();
}

// Fields that depend on another stand only where it has one of their values; what
// stands hidden in them is not sent.
function show(field: HTMLElement) {
  const set = field.parentElement!;
  const named = $$<HTMLInputElement>(`[name="${field.dataset.when}"]`, set);
  const value = named.find((e) => (e.type === 'radio' || e.type === 'checkbox' ? e.checked : e.type !== 'hidden'))?.value ?? '';
  const off = !field.dataset.is!.split('|').includes(value);
  field.toggleAttribute('data-off', off);
  for (const e of $$<HTMLInputElement>('input, select, textarea', field)) e.disabled = off;
}
const depends = (root: ParentNode) => $$('[data-when]', root).forEach(show);
setup(depends);
document.addEventListener('change', (event) => {
  const set = (event.target as HTMLElement).closest('.field');
  if (set) depends(set);
});

// Where the order counts, what is ticked moves behind what was ticked before.
on('change', '.ordered input[type=checkbox]', (target) => {
  const label = target.closest('label')!;
  const list = label.parentElement!;
  const ticked = [...list.children].filter((l) => l !== label && $<HTMLInputElement>('input', l)!.checked);
  const last = ticked[ticked.length - 1];
  if (last) last.after(label);
  else list.prepend(label);
  $('input', label)!.focus();
});

// A scanner is a keyboard that ends with Enter: that goes on to the next field.
document.addEventListener('keydown', (event) => {
  const field = event.target as HTMLInputElement;
  if (event.key !== 'Enter' || !field.matches('[data-scan]') || composing(event)) return;
  event.preventDefault();
  const rest = $$<HTMLInputElement>('input:not([type=hidden]), select', field.closest<HTMLElement>('.field') ?? document.body);
  rest[rest.indexOf(field) + 1]?.focus();
});

// Signature pad.
setup((root) => {
  for (const pad of $$('[data-sign]', root)) {
    const canvas = $<HTMLCanvasElement>('canvas', pad)!;
    const value = $<HTMLInputElement>('input', pad)!;
    const state = $('[data-signed]', pad)!;
    const pen = canvas.getContext('2d')!;
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = 'round';
    pen.strokeStyle = '#101828';
    const at = (e: PointerEvent): [number, number] => [(e.offsetX * canvas.width) / canvas.clientWidth, (e.offsetY * canvas.height) / canvas.clientHeight];
    if (value.value.startsWith('data:image/png')) {
      const before = new Image();
      before.onload = () => pen.drawImage(before, 0, 0);
      before.src = value.value;
    }
    canvas.onpointerdown = (e) => {
      canvas.setPointerCapture(e.pointerId);
      pen.beginPath();
      pen.moveTo(...at(e));
    };
    canvas.onpointermove = (e) => {
      if (!canvas.hasPointerCapture(e.pointerId)) return;
      pen.lineTo(...at(e));
      pen.stroke();
    };
    canvas.onpointerup = () => {
      value.value = canvas.toDataURL('image/png');
      state.textContent = '已签';
    };
    $('[data-wipe]', pad)!.onclick = () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      value.value = '';
      state.textContent = '在框内手写';
    };
  }
});

// Tables of lines: names and ids carry the line's number.
function renumber(table: HTMLElement) {
  $$('tbody tr', table).forEach((row, i) => {
    $('[data-no]', row)!.textContent = String(i + 1);
    for (const e of $$('*', row)) {
      for (const a of ['name', 'id', 'aria-label', 'aria-describedby']) {
        const text = e.getAttribute(a);
        if (text === null) continue;
        const put = a === 'aria-label' ? text.replace(/第 \d+ 行/, `第 ${i + 1} 行`) : a === 'name' ? text.replace(/\.\d+\./, `.${i}.`) : text.replace(/-\d+-/, `-${i}-`);
        e.setAttribute(a, put);
      }
    }
  });
}
function said(table: HTMLElement, text: string) {
  const line = table.closest('fieldset') && $('[data-linesay]', table.closest('fieldset')!);
  if (line) line.textContent = text;
}
on('click', '[data-addline]', (button) => {
  const table = $(`[data-lines="${CSS.escape(button.dataset.addline!)}"]`, button.parentElement!)!;
  const body = $('tbody', table)!;
  const row = body.lastElementChild!.cloneNode(true) as HTMLElement;
  for (const e of $$<HTMLInputElement>('input,textarea,select', row)) {
    if (e.type === 'checkbox') e.checked = false;
    else if (e.type !== 'hidden') e.value = '';
    e.removeAttribute('aria-invalid');
  }
  $$('.emsg', row).forEach((e) => e.remove());
  $$('.err', row).forEach((e) => e.classList.remove('err'));
  body.append(row);
  renumber(table);
  $<HTMLElement>('input:not([type=hidden]),select,textarea', row)?.focus();
  said(table, `已加第 ${body.children.length} 行`);
});
on('click', '[data-delline]', (button) => {
  const table = button.closest<HTMLElement>('table')!;
  const row = button.closest('tr')!;
  if (row.parentElement!.children.length === 1) {
    for (const e of $$<HTMLInputElement>('input:not([type=hidden]),textarea,select', row)) e.value = '';
    return;
  }
  const near = (row.nextElementSibling ?? row.previousElementSibling) as HTMLElement;
  row.remove();
  renumber(table);
  $<HTMLElement>('[data-delline]', near)?.focus();
  said(table, '已删去一行');
});

// Long lists of boxes: show those whose text holds what is typed.
on('input', '[data-narrow]', (field) => {
  const want = (field as HTMLInputElement).value.trim().toLowerCase();
  for (const label of $$('.checks label', field.parentElement!)) {
    const ticked = !!$<HTMLInputElement>('input:checked', label);
    label.hidden = !ticked && !label.textContent!.toLowerCase().includes(want);
  }
});
