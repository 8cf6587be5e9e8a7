// The date picker: a month of buttons under a text field. The field stays a
// text field; the server reads what is typed.
import { $, $$, make, on } from './dom';

const iso = (d: Date) => `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`;

/** Reads 2026-11-24, 2026.11.24, 2026/11/24, 20261124, 2026年11月24日. */
function read(text: string): Date | undefined {
  const m = /^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D?\s*$/.exec(text.normalize('NFKC'));
  if (!m) return undefined;
  const d = new Date(Number(m[1]), Number(m[2]) - 1, Number(m[3]));
  return d.getMonth() === Number(m[2]) - 1 ? d : undefined;
}

let open: { box: HTMLElement; close: () => void } | undefined;

function show(field: HTMLInputElement, button: HTMLElement) {
  const chosen = read(field.value);
  let month = new Date((chosen ?? new Date()).getTime());
  let at = chosen ?? new Date();
  const box = make('div', { class: 'cal', role: 'dialog', 'aria-label': '选日期' });
  const close = () => {
    box.remove();
    button.setAttribute('aria-expanded', 'false');
    open = undefined;
  };
  const take = (d: Date) => {
    field.value = iso(d);
    field.dispatchEvent(new Event('change', { bubbles: true }));
    close();
    field.focus();
  };
  const draw = (focus: boolean) => {
    const step = (by: number, label: string, text: string) => {
      const b = make('button', { type: 'button', class: 'icon-b', 'aria-label': label }, text);
      b.onclick = () => {
        month = new Date(month.getFullYear(), month.getMonth() + by, 1);
        at = month;
        draw(false);
        $(`[aria-label="${label}"]`, box)?.focus();
      };
      return b;
    };
    const begin = new Date(month.getFullYear(), month.getMonth(), 1);
    begin.setDate(1 - ((begin.getDay() + 6) % 7)); // weeks begin on Monday
    const body = make('tbody');
    for (let w = 0, d = new Date(begin); w < 6; w++) {
      const row = make('tr');
      for (let i = 0; i < 7; i++) {
        const day = new Date(d.getTime());
        const b = make('button', { type: 'button', tabindex: iso(day) === iso(at) ? '0' : '-1', 'aria-label': iso(day), class: day.getMonth() === month.getMonth() ? '' : 'out' }, String(day.getDate()));
        if (iso(day) === iso(new Date())) b.setAttribute('aria-current', 'date');
        b.setAttribute('aria-pressed', String(!!chosen && iso(day) === iso(chosen)));
        b.onclick = () => take(day);
        row.append(make('td', {}, b));
        d.setDate(d.getDate() + 1);
      }
      body.append(row);
    }
    const week = make('tr', {}, ...[...'一二三四五六日'].map((name) => make('th', { scope: 'col' }, name)));
    box.replaceChildren(
      make('div', { class: 'ch' }, step(-12, '上一年', '«'), step(-1, '上一月', '‹'), make('span', { 'aria-live': 'polite' }, `${month.getFullYear()} 年 ${month.getMonth() + 1} 月`), step(1, '下一月', '›'), step(12, '下一年', '»')),
      make('table', {}, make('thead', {}, week), body),
    );
    if (focus) $('[tabindex="0"]', body)?.focus();
  };
  box.onkeydown = (event) => {
    const by: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
      button.focus();
    } else if (event.key in by && (event.target as HTMLElement).closest('td')) {
      event.preventDefault();
      at = new Date(at.getFullYear(), at.getMonth(), at.getDate() + by[event.key]);
      month = at;
      draw(true);
    }
  };
  button.parentElement!.append(box);
  const place = button.parentElement!.getBoundingClientRect();
  box.classList.toggle('end', place.left + 290 > document.documentElement.clientWidth);
  box.classList.toggle('above', place.bottom + 330 > window.innerHeight && place.top > 340);
  button.setAttribute('aria-expanded', 'true');
  open = { box, close };
  draw(true);
}

on('click', '[data-pick]', (button) => {
  const mine = open && button.parentElement!.contains(open.box);
  open?.close();
  if (!mine) show($$<HTMLInputElement>('input', button.parentElement!)[0], button);
});
document.addEventListener('click', (event) => {
  if (open && (event.target as Node).isConnected && !open.box.parentElement!.contains(event.target as Node)) open.close();
});
