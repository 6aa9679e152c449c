import { expect, test } from 'vitest';
import { imageGrid, sideBySide } from '../../src/reports/index.ts';
import type { Box, Drawing, LabelledImage } from '../../src/core/index.ts';

const image = (height: number, width: number, label = ''): LabelledImage => ({
  label,
  pixels: { height, width, data: new Uint8Array(height * width * 3) },
});
const several = (count: number, height = 200, width = 300, label = ''): LabelledImage[] =>
  Array.from({ length: count }, () => image(height, width, label));

const boxesOf = ({ images }: Drawing): Box[] => images.map(({ box }) => box);
const textsOf = ({ texts }: Drawing) => texts.map(({ text, box }) => [text, box.left, box.top, box.width]);

test('without labels and title, has margins of 16 and gaps of 12', () => {
  const grid = imageGrid(several(4));
  // 16 + 300 + 12 + 300 + 16 by 16 + 200 + 12 + 200 + 16.
  expect(grid.size).toEqual({ height: 444, width: 644 });
  expect(boxesOf(grid)).toEqual([
    { left: 16, top: 16, height: 200, width: 300 },
    { left: 328, top: 16, height: 200, width: 300 },
    { left: 16, top: 228, height: 200, width: 300 },
    { left: 328, top: 228, height: 200, width: 300 },
  ]);
  expect(grid.texts).toEqual([]);
});

test('a title takes 36 pixels, a caption 24 above its image', () => {
  const grid = imageGrid([image(200, 300, 'tench'), image(200, 300, 'church')], {
    title: 'batch',
    columns: 1,
  });
  // 16 + 36, two times 24 + 200, a gap, 16.
  expect(grid.size).toEqual({ height: 52 + 2 * 224 + 12 + 16, width: 332 });
  expect(boxesOf(grid).map(({ top }) => top)).toEqual([76, 312]);
  expect(grid.texts).toEqual([
    { text: 'batch', box: { left: 16, top: 16, height: 28, width: 300 }, fontSize: 20 },
    { text: 'tench', box: { left: 16, top: 52, height: 20, width: 300 }, fontSize: 14 },
    { text: 'church', box: { left: 16, top: 288, height: 20, width: 300 }, fontSize: 14 },
  ]);
});

test('the label of a blend takes two lines; other labels stay just above their images', () => {
  const grid = imageGrid([
    image(200, 300, 'tench 0.71 + church 0.29'),
    image(200, 300, 'tench'),
    image(200, 300),
  ]);
  expect(boxesOf(grid).map(({ top }) => top)).toEqual([60, 60, 60]);
  expect(textsOf(grid)).toEqual([
    ['tench 0.71', 16, 16, 300],
    ['+ church 0.29', 16, 36, 300],
    ['tench', 328, 36, 300],
  ]);
});

test.each([
  // Count, columns, rows: nearly square, never higher than wide.
  [1, 1, 1],
  [2, 2, 1],
  [3, 3, 1],
  [4, 2, 2],
  [5, 3, 2],
  [8, 4, 2],
  [9, 3, 3],
  [12, 4, 3],
  [20, 5, 4],
])('%i images take %i columns and %i rows', (count, columns, rows) => {
  const boxes = boxesOf(imageGrid(several(count)));
  expect(boxes).toHaveLength(count);
  expect([new Set(boxes.map(({ left }) => left)).size, new Set(boxes.map(({ top }) => top)).size]).toEqual([
    columns,
    rows,
  ]);
});

test.each([
  // Height and width, before and after enlargement by an integer factor to a width of at least 160.
  [32, 32, 160, 160],
  [20, 64, 60, 192],
  [128, 128, 256, 256],
  [100, 160, 100, 160],
  [460, 300, 460, 300],
  [3, 1, 480, 160],
])('images of %i × %i are shown at %i × %i', (height, width, shownHeight, shownWidth) => {
  const grid = imageGrid([image(height, width)]);
  expect(boxesOf(grid)).toEqual([{ left: 16, top: 16, height: shownHeight, width: shownWidth }]);
  expect(grid.size).toEqual({ height: shownHeight + 32, width: shownWidth + 32 });
});

test('images of several sizes share a scale and are centred in equal cells', () => {
  const grid = imageGrid([image(40, 80, 'a'), image(60, 31, 'b')]);
  // Twice as large: cells of 120 × 160, captions of 24.
  expect(grid.size).toEqual({ height: 16 + 24 + 120 + 16, width: 16 + 160 + 12 + 160 + 16 });
  expect(boxesOf(grid)).toEqual([
    { left: 16, top: 60, height: 80, width: 160 },
    { left: 188 + 49, top: 40, height: 120, width: 62 },
  ]);
  expect(textsOf(grid)).toEqual([
    ['a', 16, 16, 160],
    ['b', 188, 16, 160],
  ]);
});

test('no images give an empty page', () => {
  expect(imageGrid([])).toEqual({ size: { height: 32, width: 192 }, images: [], texts: [] });
});

test('pages beside each other are as wide as their sum and as high as the highest', () => {
  const left = imageGrid(several(2), { title: 'left' });
  const middle = imageGrid(several(1));
  const right = imageGrid(several(1), { title: 'right' });
  const page = sideBySide(left, middle, right);
  expect(page.size).toEqual({ height: 268, width: 644 + 332 + 332 });
  expect(boxesOf(page).map((box) => [box.left, box.top])).toEqual([
    [16, 52],
    [328, 52],
    [660, 16],
    [992, 52],
  ]);
  expect(textsOf(page)).toEqual([
    ['left', 16, 16, 612],
    ['right', 992, 16, 300],
  ]);
  expect(sideBySide(left)).toEqual(left);
});

test('images and texts stay on the page and do not overlap', () => {
  const drawings = [1, 2, 5, 9].flatMap((count) => {
    const grid = imageGrid(several(count, 33, 21, 'a 0.60 + b 0.40'), { title: 't' });
    return [grid, sideBySide(grid, grid)];
  });
  for (const { size, images, texts } of drawings) {
    const boxes = [...images, ...texts].map(({ box }) => box);
    for (const { left, top, height, width } of boxes)
      expect(left >= 0 && top >= 0 && left + width <= size.width && top + height <= size.height).toBe(true);
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) expect(apart(a, b)).toBe(true);
    });
  }
});

const apart = (a: Box, b: Box): boolean =>
  a.left + a.width <= b.left ||
  b.left + b.width <= a.left ||
  a.top + a.height <= b.top ||
  b.top + b.height <= a.top;
