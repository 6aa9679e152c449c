/** How much a terminal may cost. */
export interface PacedConfig {
  /** Milliseconds of processor time that this process used so far. */
  readonly cpuMs: () => number;
  /** Share of one processor. */
  readonly fraction: number;
  /** Milliseconds between two frames. */
  readonly least: number;
  readonly most: number;
}

/**
 * Milliseconds until the next frame, such that frames cost no more than a share of one processor, as far as `most` lets
 * them: at 1 %, an image that takes 8 ms to draw is drawn every 800 ms. Asked at each frame.
 */
export function paced({ cpuMs, fraction, least, most }: PacedConfig): () => number {
  let before = cpuMs();
  return () => {
    const used = cpuMs() - before;
    before += used;
    return Math.min(most, Math.max(least, used / fraction));
  };
}
