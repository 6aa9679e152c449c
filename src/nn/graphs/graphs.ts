import { currentPrecision, prefersGraphs, RecentlyUsed } from '../../engine/index.ts';

/** Sizes and sets of frozen parameters between which training changes, without making a graph anew. */
const KEPT = 8;

/** Graphs by what they were made for: each is made when it is first asked for, and freed when this is disposed. */
export class Graphs<G extends Disposable> implements Disposable {
  private readonly made = new RecentlyUsed<G>(KEPT);

  /**
   * The graph, borrowed; null where it goes op by op: on a GPU, while kernels are measured, and where there is none.
   *
   * @param what plain data: what the graph depends on besides the precision, such as the shape of images
   */
  of(what: readonly unknown[], make: () => G | null): G | null {
    return prefersGraphs() ? this.made.get(JSON.stringify([what, currentPrecision()]), make) : null;
  }

  [Symbol.dispose](): void {
    this.made[Symbol.dispose]();
  }
}
