import type { EngineContext } from '../../core/index.ts';
import { RecentlyUsed } from '../../engine/index.ts';

/** The number of graphs kept: training alternates between a few image sizes and sets of frozen parameters. */
const MAX_GRAPHS = 8;

/** A cache of graphs. Each is traced on first use, and freed when it is evicted or the cache is disposed. */
export class Graphs<G extends Disposable> implements Disposable {
  private readonly graphs = new RecentlyUsed<G>(MAX_GRAPHS);

  /**
   * Returns a graph, borrowed; null if ops run one by one (if the context says so, or if `trace` returned null).
   *
   * @param key plain data: what the graph depends on besides the engine's settings, such as the shape of the images
   */
  get(
    key: readonly unknown[],
    { opByOp, precision, recomputes = false }: EngineContext,
    trace: () => G | null,
  ): G | null {
    return opByOp ? null : this.graphs.get(JSON.stringify([key, precision, recomputes]), trace);
  }

  [Symbol.dispose](): void {
    this.graphs[Symbol.dispose]();
  }
}
