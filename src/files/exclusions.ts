import { map, type Observable } from 'rxjs';
import { firstNames, type Capabilities, type LeftOutGroup } from '../core/index.ts';
import type { FolderContents } from './folder-contents.ts';
import { relativeTo } from './folder-names.ts';

/** The maximum number of names in a warning, and in a group. */
const [MAX_NAMED, MAX_NAMES] = [5, 100];

/**
 * A list of images to leave out.
 *
 * @category Files
 */
export interface Exclusions {
  /** One path per line, relative to the folder of images or absolute; `#` starts a comment, also after a path and a space. */
  readonly lines: readonly string[];
  /** The origin of the list, for messages. */
  readonly source: string;
}

/**
 * Emits the list of a text file, such as `millrace verify` writes; errors with BadData if the file cannot be read.
 *
 * @category Files
 */
export const exclusionsFrom = (readText: Capabilities['readText'], path: string): Observable<Exclusions> =>
  readText(path).pipe(map((text) => ({ lines: text.replace(/^\uFEFF/, '').split(/\r?\n/), source: path })));

/** What a list leaves out of a folder. */
export interface Excluded {
  readonly paths: ReadonlySet<string>;
  /** Null if it leaves out nothing. */
  readonly group: LeftOutGroup | null;
  readonly warnings: readonly string[];
}

/** Finds the images that a list names, and warns of names that are not in the folder. */
export function excludedFrom(
  { lines, source }: Exclusions,
  { images, leftOut }: FolderContents,
  root: string,
): Excluded {
  const relative = relativeTo(root);
  const imageNamed = new Map(images.map((path) => [relative(path), path]));
  const others = new Set(leftOut.map(({ path }) => relative(path)));
  const paths = new Set<string>();
  const unknown: string[] = [];
  for (const line of lines) {
    if (/^\s*(#|$)/.test(line)) continue;
    // A name may contain a `#`, or spaces at its ends.
    const readings = [line, line.trim(), line.replace(/\s+#.*$/, '').trim()].map(relative);
    const image = readings.map((name) => imageNamed.get(name)).find((path) => path !== undefined);
    if (image !== undefined) paths.add(image);
    else if (!readings.some((name) => others.has(name))) unknown.push(readings[2] ?? line);
  }
  const named = [...paths].map(relative);
  const what = `${named.length === 1 ? 'image' : 'images'} in the list ${source}`;
  const group = { what, count: named.length, names: named.slice(0, MAX_NAMES) };
  return {
    paths,
    group: named.length === 0 ? null : group,
    warnings:
      unknown.length === 0
        ? []
        : [
            `${unknown.length} ${unknown.length === 1 ? 'name' : 'names'} in the list ${source} without an image: ${firstNames(unknown, MAX_NAMED)}`,
          ],
  };
}
