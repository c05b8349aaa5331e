// Elements without innerHTML: what comes from a topic is only ever a text node or an attribute.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') Object.assign(element.style, value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** An HTML element: `on…` attributes are listeners, null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Replaces an element's text only where it differs, so that nothing is laid out in vain. */
export function setText(element, text) {
  const { firstChild } = element;
  // The node stays: a new one would cost a style and a box of its own.
  if (firstChild?.nodeType === Node.TEXT_NODE && firstChild === element.lastChild) {
    if (firstChild.data !== text) firstChild.data = text;
  } else if (element.textContent !== text) element.textContent = text;
}

/** Lets an element show exactly these children, in order; those it has already stay untouched. */
export function setChildren(element, children) {
  const wanted = new Set(children);
  for (const child of [...element.childNodes]) if (!wanted.has(child)) child.remove();
  children.forEach((child, index) => {
    if (element.childNodes[index] !== child) {
      element.insertBefore(child, element.childNodes[index] ?? null);
    }
  });
}

/** Keeps one element a key: makes what is new, updates all, removes what is gone. */
export class Keyed {
  #made = new Map();

  constructor(parent, make) {
    this.parent = parent;
    this.make = make;
  }

  /** @param {Array<[string, any]>} entries key and item, in the order to show */
  show(entries) {
    const keys = new Set(entries.map(([key]) => key));
    for (const key of this.#made.keys()) if (!keys.has(key)) this.#made.delete(key);
    const elements = entries.map(([key, item]) => {
      if (!this.#made.has(key)) this.#made.set(key, this.make(key, item));
      const part = this.#made.get(key);
      part.update(item);
      return part.element;
    });
    setChildren(this.parent, elements);
  }
}
