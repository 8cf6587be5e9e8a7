// Comboboxes after the ARIA pattern: over a long select (narrowed here), or over
// an input with an address that is asked (the server matches 汉字 and 拼音首字母).
import { $$, composing, make, setup } from './dom';

type Option = { value: string; label: string };
let count = 0;

function combo(input: HTMLInputElement, find: (text: string) => Promise<Option[]>, take: (o: Option) => void, reset: () => void) {
  const list = make('ul', { role: 'listbox', id: `combo-${++count}`, 'aria-label': '可选的' });
  list.hidden = true;
  input.parentElement!.append(list);
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list', autocomplete: 'off' })) input.setAttribute(name, value);
  let options: Option[] = [];
  let at = -1;
  let asked = 0;
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  };
  const mark = (i: number) => {
    at = i;
    [...list.children].forEach((li, n) => li.setAttribute('aria-selected', String(n === at)));
    const li = list.children[at];
    if (li) input.setAttribute('aria-activedescendant', li.id);
    li?.scrollIntoView({ block: 'nearest' });
  };
  const choose = (o: Option) => {
    input.value = o.label;
    take(o);
    close();
  };
  const show = async () => {
    const mine = ++asked;
    const found = await find(input.value.trim());
    if (mine !== asked) return; // an older answer
    options = found.slice(0, 50);
    list.replaceChildren(...options.map((o, i) => {
      const li = make('li', { role: 'option', id: `${list.id}-${i}`, 'aria-selected': 'false' }, o.label);
      li.onmousedown = (e) => {
        e.preventDefault();
        choose(o);
      };
      return li;
    }));
    list.hidden = !options.length;
    input.setAttribute('aria-expanded', String(!!options.length));
    at = -1;
  };
  input.addEventListener('input', () => {
    void show();
  });
  input.addEventListener('blur', () => {
    close();
    reset();
  });
  input.addEventListener('keydown', (event) => {
    if (composing(event)) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) void show();
      else mark((at + (event.key === 'ArrowDown' ? 1 : -1) + options.length) % options.length);
    } else if (event.key === 'Enter' && !list.hidden) {
      event.preventDefault();
      const o = options[at < 0 ? 0 : at];
      if (o) choose(o);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      close();
    }
  });
}

setup((root) => {
  for (const select of $$<HTMLSelectElement>('select[data-combo]', root)) {
    const input = make('input', { type: 'text', class: 'form-select' });
    const said = () => (select.value ? select.selectedOptions[0].label : '');
    const all = [...select.options].filter((o) => o.value).map((o) => ({ value: o.value, label: o.label, keys: (o.dataset.py ?? '').toLowerCase() }));
    for (const name of ['aria-describedby', 'aria-invalid', 'aria-required', 'aria-label']) {
      const value = select.getAttribute(name);
      if (value) input.setAttribute(name, value);
    }
    input.id = select.id;
    select.removeAttribute('id');
    select.hidden = true;
    input.value = said();
    const box = make('div', { class: 'combo' });
    select.before(box);
    box.append(input, select);
    combo(input, async (text) => all.filter((o) => !text || text === said() || o.label.toLowerCase().includes(text.toLowerCase()) || o.keys.startsWith(text.toLowerCase())), (o) => {
      select.value = o.value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }, () => {
      if (!input.value.trim()) select.value = '';
      input.value = said();
    });
  }
  for (const input of $$<HTMLInputElement>('input[data-lookup]', root)) {
    const sent = make('input', { type: 'hidden', name: input.name, value: input.value });
    const owner = input.getAttribute('form');
    if (owner) sent.setAttribute('form', owner);
    let said = (input.value = input.dataset.label ?? input.value);
    input.removeAttribute('name');
    const box = make('div', { class: 'combo' });
    input.before(box);
    box.append(input, sent);
    combo(input, async (text) => {
      if (!text || text === said) return [];
      const answer = await fetch(`${input.dataset.lookup}${input.dataset.lookup!.includes('?') ? '&' : '?'}q=${encodeURIComponent(text)}`).catch(() => undefined);
      if (!answer?.ok) return [];
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      return $$('[data-value]', page).map((li) => ({ value: li.dataset.value!, label: li.textContent!.trim() }));
    }, (o) => {
      sent.value = o.value;
      said = o.label;
    }, () => {
      if (input.value !== said) sent.value = input.value; // typed by hand: the server reads it
    });
  }
});
