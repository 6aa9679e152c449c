/** Things by key, each made when it is first asked for. Those that were used last stay; the others are disposed. */
export class RecentlyUsed<V extends Disposable> implements Disposable {
  private readonly keeps: number;
  private readonly made = new Map<string, V | null>();

  /** @param keeps how many stay */
  constructor(keeps: number) {
    this.keeps = keeps;
  }

  /** Borrowed. That `make` gives null is remembered too. */
  get(key: string, make: () => V | null): V | null {
    const known = this.made.get(key);
    const value = known === undefined ? make() : known;
    // A map keeps its keys in the order in which they came.
    this.made.delete(key);
    this.made.set(key, value);
    const [oldest] = this.made.keys();
    if (this.made.size > this.keeps && oldest !== undefined) {
      this.made.get(oldest)?.[Symbol.dispose]();
      this.made.delete(oldest);
    }
    return value;
  }

  [Symbol.dispose](): void {
    for (const value of this.made.values()) value?.[Symbol.dispose]();
    this.made.clear();
  }
}
