import type { Agreement } from './agreement.ts';

/** What has the path of an image. */
interface WithPath {
  readonly path: string;
}

/** Returns items with paths relative to the folder of the images in this process, to send them. */
export const withoutFolder = <A extends WithPath>(
  items: readonly A[],
  { folder }: Agreement,
): readonly A[] => {
  const prefix = folder();
  return items.map((item) => ({
    ...item,
    path: item.path.startsWith(prefix) ? item.path.slice(prefix.length) : item.path,
  }));
};

/** Returns items of {@link withoutFolder} with the paths of the same images in this process. */
export const withFolder = <A extends WithPath>(items: readonly A[], { folder }: Agreement): readonly A[] => {
  const prefix = folder();
  return items.map((item) => ({ ...item, path: prefix + item.path }));
};
