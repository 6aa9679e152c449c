import type { Drawing, ImageSize, LabelledPicture, PlacedText } from '../core/index.ts';

/** Options of {@link pictureGrid}. */
export interface PictureGridOptions {
  /** Text above all images; none by default. */
  readonly title?: string;
  /** Images per row, from 1; by default about as many as there are rows, never fewer (fastai's get_grid). */
  readonly columns?: number;
}

// Pixels.
const MARGIN = 16;
const GAP = 12;
const CAPTION = { fontSize: 14, line: 20, below: 4 };
const TITLE = { fontSize: 20, line: 28, below: 8 };
/** Narrower pictures are enlarged, by a whole number: captions need the room, and eyes the pixels. */
const LEAST_WIDTH = 160;

/**
 * Lays out images in rows, each under its label, as a page: fastai's show_batch.
 *
 * Cells are as large as the largest image. The label of a blend takes two lines; if no image has a label there are no
 * captions.
 *
 * @param pictures the images; they may differ in size
 * @param options the layout
 * @category Drawings
 */
export function pictureGrid(
  pictures: readonly LabelledPicture[],
  { title = '', columns = columnsFor(pictures.length) }: PictureGridOptions = {},
): Drawing {
  const largest = (side: keyof ImageSize): number =>
    Math.max(1, ...pictures.map(({ pixels }) => pixels[side]));
  const scale = Math.ceil(LEAST_WIDTH / largest('width'));
  const cell = { height: scale * largest('height'), width: scale * largest('width') };
  const captions = pictures.map(({ label }) => captionLines(label));
  const lines = Math.max(0, ...captions.map(({ length }) => length));
  const captionHeight = lines === 0 ? 0 : lines * CAPTION.line + CAPTION.below;
  const top = MARGIN + (title === '' ? 0 : TITLE.line + TITLE.below);
  const rows = Math.ceil(pictures.length / columns);
  const width = columns * cell.width + (columns - 1) * GAP;

  const cells = pictures.map(({ pixels }, i) => {
    const size = { height: scale * pixels.height, width: scale * pixels.width };
    const [row, column] = [Math.floor(i / columns), i % columns];
    const x = MARGIN + column * (cell.width + GAP);
    const y = top + row * (captionHeight + cell.height + GAP) + captionHeight;
    const left = x + Math.floor((cell.width - size.width) / 2);
    return { x, y, pixels, box: { left, top: y + Math.floor((cell.height - size.height) / 2), ...size } };
  });
  const texts = cells.flatMap(({ x, y }, i) => {
    const caption = captions[i] ?? [];
    const first = y - CAPTION.below - caption.length * CAPTION.line;
    return caption.map((text, line) => {
      const box = { left: x, top: first + line * CAPTION.line, height: CAPTION.line, width: cell.width };
      return { text, box, fontSize: CAPTION.fontSize };
    });
  });
  const titleBox = { left: MARGIN, top: MARGIN, height: TITLE.line, width };
  const titles: readonly PlacedText[] =
    title === '' ? [] : [{ text: title, box: titleBox, fontSize: TITLE.fontSize }];
  const height = rows * (captionHeight + cell.height) + Math.max(0, rows - 1) * GAP;
  return {
    size: { height: top + height + MARGIN, width: MARGIN + width + MARGIN },
    pictures: cells.map(({ pixels, box }) => ({ pixels, box })),
    texts: [...titles, ...texts],
  };
}

/**
 * Returns one page with the given pages beside each other.
 *
 * @category Drawings
 */
export const sideBySide = (...drawings: readonly Drawing[]): Drawing =>
  drawings.reduce(({ size, pictures, texts }, right) => {
    const moved = <A extends PlacedText | Drawing['pictures'][number]>(placed: A): A => ({
      ...placed,
      box: { ...placed.box, left: placed.box.left + size.width },
    });
    return {
      size: { height: Math.max(size.height, right.size.height), width: size.width + right.size.width },
      pictures: [...pictures, ...right.pictures.map(moved)],
      texts: [...texts, ...right.texts.map(moved)],
    };
  });

const columnsFor = (count: number): number =>
  Math.max(1, Math.ceil(count / Math.max(1, Math.floor(Math.sqrt(count)))));

/** `tench 0.71 + church 0.29` in two lines. */
const captionLines = (label: string): readonly string[] => (label === '' ? [] : label.split(/ (?=\+ )/));
