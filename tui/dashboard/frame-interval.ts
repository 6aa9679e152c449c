/** How much processor time frames may take. */
export interface FrameIntervalConfig {
  /** Returns the milliseconds of processor time that this process has used. */
  readonly cpuMs: () => number;
  /** Fraction of one processor that frames may use, 0..1. */
  readonly fraction: number;
  /** Bounds of the result. */
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * Returns a function to call at each frame. It returns the milliseconds until the next frame, such that frames take no
 * more than a fraction of one processor: at 1 %, a frame that takes 8 ms is drawn every 800 ms.
 */
export function frameInterval({ cpuMs, fraction, minMs, maxMs }: FrameIntervalConfig): () => number {
  let before = cpuMs();
  return () => {
    const used = cpuMs() - before;
    before += used;
    return Math.min(maxMs, Math.max(minMs, used / fraction));
  };
}
