// Which parts of the page a person can see: what is scrolled away need not be drawn.

const MARGIN = '120px';

/** Watches elements by key. */
export class Seen {
  #keys = new Map();
  #visible = new Set();
  #observer;

  /** @param appeared is called with the key of an element that comes into sight */
  constructor(appeared) {
    this.#observer = new IntersectionObserver(
      (changes) => {
        for (const { target, isIntersecting } of changes) {
          const key = this.#keys.get(target);
          if (key === undefined) continue;
          if (isIntersecting) {
            this.#visible.add(key);
            appeared(key);
          } else this.#visible.delete(key);
        }
      },
      { rootMargin: MARGIN },
    );
  }

  add(element, key) {
    this.#keys.set(element, key);
    this.#observer.observe(element);
  }

  remove(element) {
    this.#visible.delete(this.#keys.get(element));
    this.#keys.delete(element);
    this.#observer.unobserve(element);
  }

  has(key) {
    return this.#visible.has(key);
  }

  close() {
    this.#observer.disconnect();
  }
}
