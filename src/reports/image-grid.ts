import { at, type Drawing, type ImageSize, type LabelledImage, type PlacedText } from '../core/index.ts';

/** Options of {@link imageGrid}. */
export interface ImageGridOptions {
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
/** Narrower images are enlarged by an integer factor, for legible pixels and room for captions. */
const MIN_WIDTH = 160;

/**
 * Lays out images in rows, each under its label, as a page: fastai's show_batch.
 *
 * Each cell is as large as the largest image. The label of a blend takes two lines; there are no captions if no image
 * has a label.
 *
 * @param images the images; they may differ in size
 * @param options the layout
 * @category Drawings
 */
export function imageGrid(
  images: readonly LabelledImage[],
  { title = '', columns = columnsFor(images.length) }: ImageGridOptions = {},
): Drawing {
  const largest = (side: keyof ImageSize): number => Math.max(1, ...images.map(({ pixels }) => pixels[side]));
  const scale = Math.ceil(MIN_WIDTH / largest('width'));
  const cell = { height: scale * largest('height'), width: scale * largest('width') };
  const captions = images.map(({ label }) => captionLines(label));
  const lines = Math.max(0, ...captions.map(({ length }) => length));
  const captionHeight = lines === 0 ? 0 : lines * CAPTION.line + CAPTION.below;
  const top = MARGIN + (title === '' ? 0 : TITLE.line + TITLE.below);
  const rows = Math.ceil(images.length / columns);
  const width = columns * cell.width + (columns - 1) * GAP;

  const cells = images.map(({ pixels }, i) => {
    const size = { height: scale * pixels.height, width: scale * pixels.width };
    const [row, column] = [Math.floor(i / columns), i % columns];
    const x = MARGIN + column * (cell.width + GAP);
    const y = top + row * (captionHeight + cell.height + GAP) + captionHeight;
    const left = x + Math.floor((cell.width - size.width) / 2);
    return { x, y, pixels, box: { left, top: y + Math.floor((cell.height - size.height) / 2), ...size } };
  });
  const texts = cells.flatMap(({ x, y }, i) => {
    const caption = at(captions, i);
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
    images: cells.map(({ pixels, box }) => ({ pixels, box })),
    texts: [...titles, ...texts],
  };
}

/**
 * Returns one page with the given pages side by side.
 *
 * @category Drawings
 */
export const sideBySide = (...drawings: readonly Drawing[]): Drawing =>
  drawings.reduce(({ size, images, texts }, right) => {
    const moved = <A extends PlacedText | Drawing['images'][number]>(placed: A): A => ({
      ...placed,
      box: { ...placed.box, left: placed.box.left + size.width },
    });
    return {
      size: { height: Math.max(size.height, right.size.height), width: size.width + right.size.width },
      images: [...images, ...right.images.map(moved)],
      texts: [...texts, ...right.texts.map(moved)],
    };
  });

const columnsFor = (count: number): number =>
  Math.max(1, Math.ceil(count / Math.max(1, Math.floor(Math.sqrt(count)))));

/** Splits the label of a blend, `tench 0.71 + church 0.29`, into two lines. */
const captionLines = (label: string): readonly string[] => (label === '' ? [] : label.split(/ (?=\+ )/));
