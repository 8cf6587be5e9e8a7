// Sending of forms: no double send, honest answers in place, typed text kept.
import { $, $$, dialog, make, on, setUp, setup } from './dom';
import { waitsForFiles } from './fields';

type Swap = CustomEvent<{ ctx: { text: string; sourceElement: Element; response?: { status: number; raw: Response } } }>;
const htmxOn = (name: string, act: (event: Swap) => void) => document.addEventListener(name as keyof DocumentEventMap, act as unknown as EventListener);

// A form is sent once at a time; an answer, an error, coming back by the
// browser's button, or ten seconds free it again.
document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.hasAttribute('data-guard')) return;
  if (waitsForFiles(form, (event as SubmitEvent).submitter)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (Date.now() - Number(form.dataset.sent ?? 0) < 10_000) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = String(Date.now());
  keepTyped();
}, true);
const free = () => $$('form[data-sent]').forEach((form) => delete form.dataset.sent);
window.addEventListener('pageshow', free);

// Typed text, by the form's name, in memory only.
const typed = new Map<string, Map<string, string>>();
function texts(form: HTMLFormElement) {
  return [...form.elements].filter((e): e is HTMLInputElement | HTMLTextAreaElement => (e instanceof HTMLTextAreaElement || (e instanceof HTMLInputElement && /^(text|search)$/.test(e.type))) && !!e.name);
}
function keepTyped() {
  for (const form of $$<HTMLFormElement>('form[data-keep]')) {
    typed.set(form.dataset.keep!, new Map(texts(form).map((field) => [field.name, field.value])));
  }
}
setup((root) => {
  for (const form of $$<HTMLFormElement>('form[data-keep]', root)) {
    for (const field of texts(form)) if (!field.value) field.value = typed.get(form.dataset.keep!)?.get(field.name) ?? '';
  }
});

let slow = 0;
htmxOn('htmx:before:request', () => {
  slow = window.setTimeout(() => document.documentElement.classList.add('busy'), 300);
});
htmxOn('htmx:finally:request', () => {
  clearTimeout(slow);
  document.documentElement.classList.remove('busy');
  free();
});

const offline = (is: boolean) => {
  const banner = $('#offline');
  if (banner) banner.hidden = !is;
};
window.addEventListener('offline', () => offline(true));
window.addEventListener('online', () => offline(false));
htmxOn('htmx:error', ({ detail }) => {
  if (detail.ctx && !detail.ctx.response) offline(true);
});

function signInAgain() {
  const link = make('a', { href: document.body.dataset.login!, target: '_blank', class: 'btn btn-primary', rel: 'opener' }, '在新窗口登录');
  dialog(make('h2', {}, '登录已到期'), make('p', {}, '写下的内容都在。在新窗口登录后，回到这里再按一次按钮。'), make('p', { class: 'row-b' }, link));
}

// An answer that brings the same form again (a refusal, things to mend) takes
// its place; a redirect is followed; any other answer is shown over the page,
// so that nothing typed is lost.
htmxOn('htmx:before:swap', (event) => {
  const { text, sourceElement, response } = event.detail.ctx;
  if (!response || !sourceElement.matches('form')) return;
  const login = document.body.dataset.login;
  if (response.status === 401 || (login && response.raw.redirected && new URL(response.raw.url).pathname === login.split('?')[0])) {
    event.preventDefault();
    signInAgain();
    return;
  }
  if (response.raw.redirected) {
    typed.clear();
    return;
  }
  const main = new DOMParser().parseFromString(text, 'text/html').querySelector('#main');
  const name = (sourceElement as HTMLElement).dataset.keep;
  const same = main && name && $$('form[data-keep]', main).some((form) => form.dataset.keep === name);
  const fine = main && response.status < 500 && (same || !name || response.status < 400);
  if (fine) return;
  event.preventDefault();
  offline(false);
  dialog(...(main ? main.childNodes : [make('h2', {}, '没有办成'), make('p', {}, `系统没有按约定回答（${response.status}）。写下的内容都在，可以再按一次。`)]));
});

// Only a followed redirect changes the address: a refusal's page has none.
htmxOn('htmx:before:history:update', (event) => {
  const { response } = event.detail as unknown as { response?: { raw: Response } };
  if (!response?.raw.redirected) event.preventDefault();
});
htmxOn('htmx:after:swap', ({ detail }) => {
  if (!detail.ctx.response) return;
  const main = $('#main');
  if (!main) return;
  setUp(main);
  const goal = $('[data-focus]', main) ?? $('h1', main) ?? main;
  if (!goal.hasAttribute('tabindex')) goal.tabIndex = -1;
  goal.focus({ preventScroll: true });
  if (detail.ctx.response.raw.redirected) window.scrollTo(0, 0);
  else goal.scrollIntoView({ block: 'center' });
});

on('change', '[data-autosubmit]', (field) => (field as HTMLSelectElement).form?.requestSubmit());
on('click', '[data-fill]', (link, event) => {
  const field = document.getElementById((link as HTMLAnchorElement).hash.slice(1));
  if (!(field instanceof HTMLInputElement) && !(field instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  if (link.dataset.fill) field.value = link.dataset.fill;
  field.focus();
});
on('click', '[data-say]', (button) => {
  const field = document.getElementById(button.dataset.say!) as HTMLTextAreaElement | null;
  if (!field) return;
  field.setRangeText(button.textContent!, field.selectionStart, field.selectionEnd, 'end');
  field.focus();
});
on('click', 'button[data-login]', (button) => {
  $<HTMLInputElement>('[name=login]')!.value = button.dataset.login!;
  $<HTMLInputElement>('[name=password]')!.value = button.dataset.password!;
  $<HTMLFormElement>('form#login')!.requestSubmit();
});

// Ticked rows.
function picked(form: HTMLFormElement | null) {
  const bar = form && $('.bulk', form);
  if (!bar) return;
  const n = $$('.tk input[name]:checked', form).length;
  bar.classList.toggle('on', n > 0);
  $('[data-picked]', bar)!.textContent = `已选 ${n} 件`;
}
on('change', '.tk input', (box) => {
  const all = box as HTMLInputElement;
  if (all.hasAttribute('data-all')) for (const one of $$<HTMLInputElement>('.tk input[name]', all.form!)) one.checked = all.checked;
  picked(all.form);
});
setup((root) => $$<HTMLFormElement>('form[data-bulk]', root).forEach(picked));

// Panels and menus: one open at a time; Esc and a click elsewhere close them.
document.addEventListener('toggle', (event) => {
  const opened = event.target as HTMLDetailsElement;
  if (!opened.open || !opened.matches('[data-pop],.way')) return;
  const peers = opened.matches('.way') ? $$<HTMLDetailsElement>('.way[open]') : $$<HTMLDetailsElement>('[data-pop][open]');
  for (const other of peers) if (other !== opened) other.open = false;
  $<HTMLElement>('.panel textarea, .panel select, .panel input:not([type=hidden]), .inner textarea, .inner select, .inner input:not([type=hidden])', opened)?.focus();
}, true);
const close = (details: HTMLDetailsElement) => {
  details.open = false;
  details.querySelector('summary')?.focus();
};
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const open = $$<HTMLDetailsElement>('[data-pop][open]').pop();
  if (open) close(open);
});
document.addEventListener('click', (event) => {
  for (const open of $$<HTMLDetailsElement>('[data-pop][open]')) if (!open.contains(event.target as Node) && (event.target as Node).isConnected) open.open = false;
});
