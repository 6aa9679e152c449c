import type { ItemFault } from '../../core/index.ts';

/** Images that a run reports: those that it skipped, or those that are damaged. */
export interface ListedImages<A extends ItemFault> {
  /** Number of distinct images. */
  readonly count: number;
  /** Their paths; all states of a run share this set, which grows. */
  readonly paths: Set<string>;
  /** The first images, up to {@link MAX_FIRST}. */
  readonly first: readonly A[];
  readonly last: A | null;
}

/** The number of images that are named. */
export const MAX_FIRST = 20;

const NO_PATHS = new Set<string>();

export const noImages: ListedImages<never> = { count: 0, paths: NO_PATHS, first: [], last: null };

/** Counts an image once, although it is reported in every epoch. */
export function withImage<A extends ItemFault>(
  { count, paths: before, first }: ListedImages<A>,
  item: A,
): ListedImages<A> {
  if (before.has(item.path)) return { count, paths: before, first, last: item };
  const paths = (before === NO_PATHS ? new Set<string>() : before).add(item.path);
  return {
    count: count + 1,
    paths,
    first: first.length < MAX_FIRST ? [...first, item] : first,
    last: item,
  };
}
