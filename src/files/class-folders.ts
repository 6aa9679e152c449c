import { at, type LeftOut } from '../core/index.ts';
import { labellerOf, type ClassFrom } from './class-from.ts';
import { depthWarning } from './class-warnings.ts';
import type { FolderContents } from './folder-contents.ts';
import { relativeTo } from './folder-names.ts';
import { isPartName, isSplit, type Part } from './folder-split.ts';
import type { Labeller } from './labeller.ts';

/** Images whose classes are known. */
export interface ClassedImages {
  /** Sorted. */
  readonly paths: readonly string[];
  readonly label: Labeller;
  /** Images beside the class folders. */
  readonly beside: readonly LeftOut[];
  readonly warnings: readonly string[];
}

/** Chooses the labeller. If folders name the classes, images beside the class folders are left out. */
export function inClassFolders({
  root,
  contents: { images },
  classFrom,
}: {
  readonly root: string;
  readonly contents: FolderContents;
  readonly classFrom: ClassFrom;
}): ClassedImages {
  const relative = relativeTo(root);
  const names = images.map(relative);
  const split = isSplit(names);
  const label = labellerOf(classFrom, split);
  if (typeof classFrom !== 'string') return { paths: images, label, beside: [], warnings: [] };
  const folders = names.map((name) => classFolders(name, split));
  const hasFolders = folders.some(({ length }) => length > 0);
  const isInFolder = (i: number): boolean => !hasFolders || at(folders, i).length > 0;
  return {
    paths: images.filter((_, i) => isInFolder(i)),
    label,
    beside: images.flatMap((path, i) =>
      isInFolder(i) ? [] : [{ path, reason: 'beside the class folders' }],
    ),
    warnings: classFrom === 'top' ? [] : depthWarning(folders.filter(({ length }) => length > 0)),
  };
}

/** Returns the folders between the root, or the part of a split below it, and an image. */
export function classFolders(name: string, isSplit: boolean): readonly string[] {
  const names = name.split('/').slice(0, -1);
  return isSplit && isPartName(names[0]) ? names.slice(1) : names;
}

/** What {@link unusedImages} depends on. */
export interface UnusedConfig {
  /** Returns the part that the data assign to an image; null if they are not split already. */
  readonly part: ((path: string) => Part | null) | null;
  /** Whether one part is evaluated, and the others are left out for that. */
  readonly isEvaluated: boolean;
}

/** Returns the images that are in no part. */
export function unusedImages(
  used: readonly string[],
  paths: readonly string[],
  { part, isEvaluated }: UnusedConfig,
): readonly LeftOut[] {
  const inUse = new Set(used);
  const other = isEvaluated ? 'not evaluated' : 'in no part of the split';
  return paths.flatMap((path): readonly LeftOut[] =>
    inUse.has(path) ? [] : [{ path, reason: part?.(path) === 'test' ? 'test image' : other }],
  );
}
