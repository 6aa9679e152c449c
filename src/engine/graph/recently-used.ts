/** A cache that creates values on first use and disposes all but the most recently used. */
export class RecentlyUsed<V extends Disposable> implements Disposable {
  private readonly maxSize: number;
  private readonly values = new Map<string, V | null>();

  constructor(maxSize: number) {
    this.maxSize = maxSize;
  }

  /** Returns the value of a key, borrowed. A null from `create` is cached too. */
  get(key: string, create: () => V | null): V | null {
    const cached = this.values.get(key);
    const value = cached === undefined ? create() : cached;
    // A map keeps its keys in insertion order.
    this.values.delete(key);
    this.values.set(key, value);
    const [oldest] = this.values.keys();
    if (this.values.size > this.maxSize && oldest !== undefined) {
      this.values.get(oldest)?.[Symbol.dispose]();
      this.values.delete(oldest);
    }
    return value;
  }

  [Symbol.dispose](): void {
    for (const value of this.values.values()) value?.[Symbol.dispose]();
    this.values.clear();
  }
}
