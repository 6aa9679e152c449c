import * as E from 'fp-ts/lib/Either.js';

/** The columns of a table of labels; by default they are found by their names. */
export interface ColumnOptions {
  /** The column of image files. */
  readonly file?: string | undefined;
  /** The column of labels. */
  readonly label?: string | undefined;
  /** The column that says what an image is for: `train`, `valid` or `test`. */
  readonly split?: string | undefined;
}

/** The columns of a table of labels. */
export interface LabelColumns {
  readonly file: string;
  readonly label: string;
  /** Null if the table has none. */
  readonly split: string | null;
}

/** Names of columns, most specific first. The first of them is that of data sets on the Hugging Face Hub. */
const names = {
  file: [
    ...['file_name', 'filename', 'file', 'image_path', 'filepath', 'path', 'image_name', 'image'],
    ...['image_id', 'img', 'fname', 'name', 'id'],
  ],
  label: [
    ...['label', 'labels', 'class', 'classes', 'class_name', 'category', 'categories'],
    ...['tags', 'tag', 'target'],
  ],
  split: ['split', 'is_valid', 'subset', 'partition', 'set'],
} as const;

/**
 * Returns the columns of files, of labels and of the split. Left: what is missing, as a part of a message.
 *
 * @param mayGuess whether the only other column may have the labels, whatever its name
 */
export function labelColumns(
  columns: readonly string[],
  options: ColumnOptions,
  mayGuess = true,
): E.Either<string, LabelColumns> {
  const wrong = (['file', 'label', 'split'] as const).find(
    (of) => options[of] !== undefined && !columns.includes(options[of]),
  );
  if (wrong !== undefined) return E.left(`no column ${String(options[wrong])} (--${wrong}-column)`);
  const named = (of: keyof typeof names): string | undefined =>
    options[of] ??
    names[of]
      .map((name) => columns.find((column) => column.toLowerCase() === name))
      .find((column) => column !== undefined);
  const hasNames = columns.some((name, i) => name !== String(i + 1));
  if (!hasNames && columns.length > 2 && options.label === undefined)
    return E.left(`no first line with the names of its ${columns.length} columns`);
  const file = named('file') ?? (hasNames ? undefined : columns[0]);
  const split = named('split');
  // The only other column, or the first one after the images of a table without names, has the labels.
  const others = columns.filter((name) => name !== file && name !== split);
  const label = named('label') ?? (mayGuess && (others.length === 1 || !hasNames) ? others[0] : undefined);
  if (file === undefined) return E.left('no column of image files (--file-column names it)');
  if (label === undefined || label === file) return E.left('no column of labels (--label-column names it)');
  return E.right({ file, label, split: split ?? null });
}
