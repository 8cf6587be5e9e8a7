// Small helpers shared by the parts.
export const $ = <T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document) =>
  within.querySelector<T>(selector);
export const $$ = <T extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document) =>
  [...within.querySelectorAll<T>(selector)];

/** Listens on the document, so that swapped-in parts need no set-up. */
export function on<K extends keyof DocumentEventMap>(type: K, selector: string, act: (hit: HTMLElement, event: DocumentEventMap[K]) => void) {
  document.addEventListener(type, (event) => {
    const hit = event.target instanceof Element && event.target.closest<HTMLElement>(selector);
    if (hit) act(hit, event);
  });
}

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A button that does something by itself, in a form too. */
export function button(label: string, act: () => void, kind = 'btn-plain btn-sm') {
  const made = make('button', { type: 'button', class: `btn ${kind}` }, label);
  made.onclick = act;
  return made;
}

/** What is typed in a form, without the files that are chosen. */
export function typed(form: HTMLFormElement) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (typeof value !== 'string') body.delete(name);
  return body;
}

/** True while an input method is composing: its keys are never ours. */
export const composing = (event: KeyboardEvent) => event.isComposing || event.keyCode === 229;

/** Parts of the page that need set-up, at load and after each swap. */
const setups: ((root: ParentNode) => void)[] = [];
export const setup = (act: (root: ParentNode) => void) => void setups.push(act);
export const setUp = (root: ParentNode) => setups.forEach((act) => act(root));

/** Shows a dialog; it goes when it is closed. */
export function dialog(...content: (Node | string)[]) {
  const close = button('关闭', () => box.close(), 'btn-plain');
  const box = make('dialog', {}, ...content, make('div', { class: 'row-b' }, close));
  const before = document.activeElement as HTMLElement | null;
  box.onclose = () => {
    box.remove();
    before?.focus();
  };
  document.body.append(box);
  box.showModal();
  return box;
}
