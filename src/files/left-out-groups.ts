import { firstNames, type LeftOut, type LeftOutGroup, type LeftOutReason } from '../core/index.ts';
import type { FolderContents } from './folder-contents.ts';
import { relativeTo } from './folder-names.ts';

/** The maximum number of names in a group. */
const MAX_NAMES = 100;

/** The name of a group, singular and plural, and whether it is a probable mistake. */
interface Words {
  readonly one: string;
  readonly many: string;
  readonly isMistake: boolean;
}

/** In the order of messages. */
const words: Readonly<Record<Exclude<LeftOutReason, 'no image'>, Words>> = {
  'format that is not decoded': {
    one: 'image of a format that is not decoded (convert it to JPEG or PNG)',
    many: 'images of formats that are not decoded (convert them to JPEG or PNG)',
    isMistake: true,
  },
  hidden: { one: 'hidden file or folder', many: 'hidden files and folders', isMistake: false },
  'of another program': {
    one: 'file or folder of another program',
    many: 'files and folders of other programs',
    isMistake: false,
  },
  'run of Millrace': { one: 'run of Millrace', many: 'runs of Millrace', isMistake: false },
  'link to a folder around it': {
    one: 'link to a folder around it',
    many: 'links to folders around them',
    isMistake: false,
  },
  'no file': { one: 'pipe, socket or device', many: 'pipes, sockets and devices', isMistake: false },
  'test image': { one: 'test image', many: 'test images', isMistake: false },
  'not evaluated': {
    one: 'image of another part, which is not evaluated here',
    many: 'images of other parts, which are not evaluated here',
    isMistake: false,
  },
  'folder without images': { one: 'folder without images', many: 'folders without images', isMistake: true },
  'broken link': { one: 'link that leads nowhere', many: 'links that lead nowhere', isMistake: true },
  'cannot be read': {
    one: 'file or folder that cannot be read',
    many: 'files and folders that cannot be read',
    isMistake: true,
  },
  'beside the class folders': {
    one: 'image beside the class folders',
    many: 'images beside the class folders',
    isMistake: true,
  },
  'in no row of the labels': {
    one: 'image that is in no row of the labels',
    many: 'images that are in no row of the labels',
    isMistake: true,
  },
  'in no part of the split': {
    one: 'image that is neither for training nor for validation',
    many: 'images that are neither for training nor for validation',
    isMistake: true,
  },
};

/** Files and folders that are left out, by reason. */
export interface LeftOutGroups {
  /** Test images, hidden files, files of other kinds. */
  readonly expected: readonly LeftOutGroup[];
  /** Probable mistakes. */
  readonly mistakes: readonly LeftOutGroup[];
}

/** Groups what is left out by reason, and files that are not images by extension; names are relative to the root. */
export function leftOutGroups(leftOut: readonly LeftOut[], root: string): LeftOutGroups {
  const relative = relativeTo(root);
  const empty = (of: Words) => ({ words: of, count: 0, names: [] as string[] });
  // In the order of messages; files that are not images come last.
  const groups = new Map(Object.values(words).map((each) => [each.one, empty(each)]));
  for (const { path, reason } of leftOut) {
    const found = reason === 'no image' ? ofExtension(path) : words[reason];
    const group = groups.get(found.one) ?? empty(found);
    group.count++;
    // The names of all other images would only look like a mistake.
    if (group.names.length < MAX_NAMES && reason !== 'not evaluated') group.names.push(relative(path));
    groups.set(found.one, group);
  }
  const of = (isMistake: boolean): readonly LeftOutGroup[] =>
    [...groups.values()]
      .filter((group) => group.count > 0 && group.words.isMistake === isMistake)
      .map(({ words: { one, many }, count, names }) => ({ what: count === 1 ? one : many, count, names }));
  return { expected: of(false), mistakes: of(true) };
}

function ofExtension(path: string): Words {
  const extension = /[^/\\](\.[^./\\]+)$/.exec(path)?.[1];
  if (extension === undefined)
    return { one: 'file without an extension', many: 'files without an extension', isMistake: false };
  const name = extension.toLowerCase();
  return { one: `${name} file`, many: `${name} files`, isMistake: false };
}

/** The maximum number of names in a sentence. */
const MAX_NAMED = 10;

/** `6 links that lead nowhere: cat/a.jpg, cat/b.jpg, …`. */
export const mistakeText = ({ what, count, names }: LeftOutGroup): string =>
  `${count} ${what}: ${firstNames(names, MAX_NAMED, count)}`;

/** Returns `: 12 .heic files, 1 hidden file or folder`, or nothing if a folder is empty. */
export function otherFiles({ leftOut }: FolderContents, root: string): string {
  const { expected, mistakes } = leftOutGroups(leftOut, root);
  const found = [...mistakes, ...expected].map(({ what, count }) => `${count} ${what}`);
  return found.length === 0 ? '' : `: ${found.join(', ')}`;
}
