import { currentPrecision, prefersGraphs } from '../../engine/index.ts';

/** Graphs by what they were made for: each is made when it is first asked for, and freed when this is disposed. */
export class Graphs<G extends Disposable> implements Disposable {
  private readonly made = new Map<string, G | null>();

  /**
   * The graph, borrowed; null where it goes op by op: on a GPU, while kernels are measured, and where there is none.
   *
   * @param what plain data: what the graph depends on besides the precision, such as the shape of pictures
   */
  of(what: readonly unknown[], make: () => G | null): G | null {
    if (!prefersGraphs()) return null;
    const key = JSON.stringify([what, currentPrecision()]);
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const graph = make();
    this.made.set(key, graph);
    return graph;
  }

  [Symbol.dispose](): void {
    for (const graph of this.made.values()) graph?.[Symbol.dispose]();
    this.made.clear();
  }
}
