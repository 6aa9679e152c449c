/** A value that React components read by `useSyncExternalStore`. */
export class Store<A> {
  #value: A;
  readonly #listeners = new Set<() => void>();

  constructor(value: A) {
    this.#value = value;
  }

  readonly get = (): A => this.#value;

  /** Returns a function that removes the listener. */
  readonly listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: A): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}
