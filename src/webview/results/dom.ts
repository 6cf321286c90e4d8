type Child = Node | string;

/** An element with attributes and children. Text is inserted as text: no result is parsed as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Rebuilds the children of an element; the focused child, identified by `data-key`, keeps the focus. */
export function refill(box: HTMLElement, ...children: readonly Child[]): void {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && box.contains(focused) ? focused.dataset['key'] : undefined;
  box.replaceChildren(...children);
  if (key === undefined) return;
  const again = [...box.querySelectorAll<HTMLElement>('[data-key]')].filter(
    (found) => found.dataset['key'] === key,
  );
  (again.find(({ tabIndex }) => tabIndex === 0) ?? again[0])?.focus();
}

/** The parts of a sentence with elements for its `{names}`; a translation can change their order. */
export const filled = (sentence: string, things: Readonly<Record<string, Child>>): readonly Child[] =>
  sentence.split(/\{(\w+)\}/).map((part, at) => (at % 2 === 0 ? part : (things[part] ?? '')));

/** A button with a label. */
export function button(
  label: string,
  onClick: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', 'data-key': label, ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** A labeled list of options. */
export function choice(
  label: string,
  values: readonly (readonly [value: string, text: string])[],
  chosen: string,
  onChange: (value: string) => void,
): HTMLLabelElement {
  const select = element('select', { 'data-key': label, 'aria-label': label });
  for (const [value, text] of values) {
    const option = element('option', { value }, text);
    option.selected = value === chosen;
    select.append(option);
  }
  select.addEventListener('change', () => onChange(select.value));
  return element('label', {}, element('span', {}, label), select);
}
