// Single-key shortcuts (ux.md §8). Nothing is approved by a single key; all of
// them are off where the account says so (WCAG 2.1.4).
import { $, $$, composing, dialog, make, on } from './dom';

const letters = () => document.body.dataset.keys !== 'off';
const inField = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

let started = ''; // the g of g d
let startedAt = 0;

function help() {
  if ($('dialog')) return;
  const list: [string, string][] = [
    ['/', '搜索'], ['n', '新建事项'], ['g d', '待办'], ['g y', '已办'], ['g w', '我发起'], ['g c', '传阅'], ['g r', '日程'],
    ['j  k', '下一件 / 上一件'], ['Enter', '打开'], ['x', '勾选'], ['e', '写意见'], ['Ctrl Enter', '办理'], ['t', '打开退办'],
    ['[  ]', '上一件（页）/ 下一件（页）'], ['←  →  +  -', '阅读时翻页、缩放'], ['Esc', '关闭'],
  ];
  const items = list.flatMap(([keys, what]) => [
    make('dt', {}, ...keys.split(' ').filter(Boolean).flatMap((k) => [make('kbd', {}, k), ' '])),
    make('dd', {}, what),
  ]);
  dialog(make('h2', {}, '快捷键'), make('dl', { class: 'kl' }, ...items), make('p', { class: 'muted sm' }, letters() ? '单键快捷键可在“个人设置”中关闭。' : '单键快捷键已在“个人设置”中关闭。'));
}

/** Moves through the rows of the list; gives the row one stands at. */
function move(step: number) {
  const rows = $$('[data-row]').filter((row) => row.querySelector('a'));
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const from = at < 0 ? rows.findIndex((row) => row.classList.contains('on')) : at;
  const row = rows[Math.min(rows.length - 1, Math.max(0, from < 0 ? 0 : from + step))];
  rows.forEach((r) => r.classList.toggle('on', r === row));
  row?.querySelector<HTMLElement>('a.t, a')?.focus();
}

function turn(step: number) {
  const pages = $$('[data-page]');
  if (!pages.length) return false;
  const pane = pages[0].parentElement!;
  const at = pages.findIndex((p) => p.getBoundingClientRect().bottom > pane.getBoundingClientRect().top + 40);
  pages[Math.min(pages.length - 1, Math.max(0, at + step))].scrollIntoView({ block: 'start' });
  return true;
}

let size = 2;
function zoom(step: number) {
  const pane = $('.sheets');
  if (!pane) return false;
  size = Math.min(4, Math.max(1, size + step));
  pane.className = `sheets z${size}`;
  return true;
}
on('click', '[data-zoom]', (button) => zoom(button.dataset.zoom === '+' ? 1 : -1));
on('click', '[data-keyhelp]', help);

function press(key: string) {
  const hit = $$('[data-press]').find((element) => element.dataset.press === key);
  hit?.click();
  return !!hit;
}

function single(key: string): boolean {
  if (started && Date.now() - startedAt < 1200) {
    started = '';
    return press(`g ${key}`);
  }
  switch (key) {
    case 'g':
      started = key;
      startedAt = Date.now();
      return true;
    case '/': {
      const search = $('#q');
      search?.focus();
      return !!search;
    }
    case '?':
      help();
      return true;
    case 'j':
    case 'k':
      move(key === 'j' ? 1 : -1);
      return true;
    case 'x': {
      const row = document.activeElement?.closest('[data-row]') ?? $('[data-row].on');
      const tick = row?.querySelector<HTMLInputElement>('.tk input');
      tick?.click();
      return !!tick;
    }
    case 'e': {
      const opinion = $('[data-opinion]');
      opinion?.focus();
      return !!opinion;
    }
    case 'ArrowLeft':
      return turn(-1);
    case 'ArrowRight':
      return turn(1);
    case '+':
    case '=':
      return zoom(1);
    case '-':
      return zoom(-1);
    default:
      return press(key);
  }
}

document.addEventListener('keydown', (event) => {
  if (composing(event) || event.defaultPrevented) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    const form = (event.target as HTMLElement).closest('form');
    const main = form?.id && form.id !== 'f' ? $<HTMLButtonElement>('[data-main]', form) : $<HTMLButtonElement>('.act [data-main], [data-main]');
    if (main) {
      event.preventDefault();
      main.click();
    }
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || inField(event.target) || $('dialog[open]') || !letters()) return;
  if (single(event.key.length === 1 && event.key !== '?' ? event.key.toLowerCase() : event.key)) event.preventDefault();
});
