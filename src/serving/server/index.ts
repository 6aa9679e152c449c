export { serve, type ServeConfig, type ServerEvent } from './serve.ts';
export { defaultServerLimits, type ServerLimits } from './server-limits.ts';
export type { Traffic } from './server-metrics.ts';
