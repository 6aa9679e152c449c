import type { ItemSkipped } from '../../core/index.ts';

/** The images that could not be used. */
export interface Skipped {
  /** Number of distinct images. */
  readonly count: number;
  /** Their paths; all states of a run share this set, which grows. */
  readonly paths: Set<string>;
  /** The first images, up to {@link MAX_FIRST}. */
  readonly first: readonly ItemSkipped[];
  readonly last: ItemSkipped | null;
}

/** The number of images that are named. */
export const MAX_FIRST = 20;

const NO_PATHS = new Set<string>();

export const noneSkipped: Skipped = { count: 0, paths: NO_PATHS, first: [], last: null };

/** Counts an image once, although it is skipped in every epoch. */
export function withSkipped({ count, paths: before, first }: Skipped, item: ItemSkipped): Skipped {
  if (before.has(item.path)) return { count, paths: before, first, last: item };
  const paths = (before === NO_PATHS ? new Set<string>() : before).add(item.path);
  return {
    count: count + 1,
    paths,
    first: first.length < MAX_FIRST ? [...first, item] : first,
    last: item,
  };
}
