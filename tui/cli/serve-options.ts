/** The options of `serve`: their defaults, and texts that differ from those of other commands. */
export const serveDefaults = {
  port: 8080,
  host: '127.0.0.1',
  weights: 'best',
  precision: 'float32',
  tta: false,
  minProbability: undefined,
  maxBatch: 32,
  maxQueue: 256,
  maxMb: 20,
} as const;
