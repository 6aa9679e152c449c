import { requireOption, requirePositiveInteger } from '../../core/index.ts';

/**
 * The bounds of a server: nothing that a client sends makes it hold more, or wait longer.
 *
 * @category Serving
 */
export interface ServerLimits {
  /** The maximum number of images that the model predicts at once. */
  readonly maxBatch: number;
  /** Milliseconds that an image waits for others while the model is idle. */
  readonly maxDelayMs: number;
  /** The maximum number of images that wait for the model; a request beyond is answered with 503. */
  readonly maxQueue: number;
  /** The maximum number of bytes of one image. */
  readonly maxImageBytes: number;
  /** The maximum number of bytes of one request. */
  readonly maxRequestBytes: number;
  /** The maximum number of images of one request. */
  readonly maxRequestImages: number;
  /** The maximum number of bytes of all requests that are not answered yet. */
  readonly maxHeldBytes: number;
  readonly maxConnections: number;
  /** Milliseconds in which the headers of a request must arrive. */
  readonly headersMs: number;
  /** Milliseconds in which the body of a request must arrive. */
  readonly bodyMs: number;
  /** Milliseconds after which a request whose images are not predicted is answered with 504. */
  readonly answerMs: number;
  /** Milliseconds in which a client must read its answer. */
  readonly writeMs: number;
}

/** The bounds that hold unless others are given. */
export const defaultServerLimits: ServerLimits = {
  maxBatch: 32,
  maxDelayMs: 2,
  maxQueue: 256,
  maxImageBytes: 20e6,
  maxRequestBytes: 100e6,
  maxRequestImages: 64,
  maxHeldBytes: 500e6,
  maxConnections: 1024,
  headersMs: 10_000,
  bodyMs: 30_000,
  answerMs: 60_000,
  writeMs: 30_000,
};

/** Returns the bounds with some replaced. Throws BadOption for a number that is not positive. */
export function serverLimits(change: Partial<ServerLimits>): ServerLimits {
  const limits = { ...defaultServerLimits, ...change };
  const { maxDelayMs, ...positive } = limits;
  requireOption(maxDelayMs >= 0, 'serve maxDelayMs', 'a number of at least 0', maxDelayMs);
  for (const [name, value] of Object.entries(positive)) requirePositiveInteger(`serve ${name}`, value);
  return {
    ...limits,
    maxRequestImages: Math.min(limits.maxRequestImages, limits.maxQueue),
    maxRequestBytes: Math.max(limits.maxRequestBytes, limits.maxImageBytes),
  };
}
