import type { CheckpointInterval } from '../../src/core/index.ts';
import { parseDuration } from './duration.ts';

/** The interval of `--checkpoint` by default. */
export const DEFAULT_CHECKPOINT = '5m';

const STEPS = /^(\d+) ?steps?$/;

/** Reads `5m`, `30s` or `200steps`; null for `off`, undefined for anything else. */
export function parseCheckpointInterval(text: string): CheckpointInterval | null | undefined {
  if (text === 'off') return null;
  const [, count] = STEPS.exec(text) ?? [];
  if (count !== undefined) return Number(count) > 0 ? { steps: Number(count) } : undefined;
  const seconds = parseDuration(text);
  return seconds > 0 && seconds < Infinity ? { seconds } : undefined;
}
