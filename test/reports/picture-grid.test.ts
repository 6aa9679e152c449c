import { expect, test } from 'vitest';
import { pictureGrid, sideBySide } from '../../src/reports/index.ts';
import type { Box, Drawing, LabelledPicture } from '../../src/core/index.ts';

const picture = (height: number, width: number, label = ''): LabelledPicture => ({
  label,
  pixels: { height, width, data: new Uint8Array(height * width * 3) },
});
const several = (count: number, height = 200, width = 300, label = ''): LabelledPicture[] =>
  Array.from({ length: count }, () => picture(height, width, label));

const boxesOf = ({ pictures }: Drawing): Box[] => pictures.map(({ box }) => box);
const textsOf = ({ texts }: Drawing) => texts.map(({ text, box }) => [text, box.left, box.top, box.width]);

test('without labels and title: margins of 16, gaps of 12', () => {
  const grid = pictureGrid(several(4));
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

test('a title takes 36, a caption 24 above its picture', () => {
  const grid = pictureGrid([picture(200, 300, 'tench'), picture(200, 300, 'church')], {
    title: 'batch',
    columns: 1,
  });
  // 16 + 36, twice 24 + 200, a gap, 16.
  expect(grid.size).toEqual({ height: 52 + 2 * 224 + 12 + 16, width: 332 });
  expect(boxesOf(grid).map(({ top }) => top)).toEqual([76, 312]);
  expect(grid.texts).toEqual([
    { text: 'batch', box: { left: 16, top: 16, height: 28, width: 300 }, fontSize: 20 },
    { text: 'tench', box: { left: 16, top: 52, height: 20, width: 300 }, fontSize: 14 },
    { text: 'church', box: { left: 16, top: 288, height: 20, width: 300 }, fontSize: 14 },
  ]);
});

test('a blend has two lines, and its neighbours stay beside their pictures', () => {
  const grid = pictureGrid([
    picture(200, 300, 'tench 0.71 + church 0.29'),
    picture(200, 300, 'tench'),
    picture(200, 300),
  ]);
  expect(boxesOf(grid).map(({ top }) => top)).toEqual([60, 60, 60]);
  expect(textsOf(grid)).toEqual([
    ['tench 0.71', 16, 16, 300],
    ['+ church 0.29', 16, 36, 300],
    ['tench', 328, 36, 300],
  ]);
});

test.each([
  // How many, columns, rows: as square as it gets, rather wide than high.
  [1, 1, 1],
  [2, 2, 1],
  [3, 3, 1],
  [4, 2, 2],
  [5, 3, 2],
  [8, 4, 2],
  [9, 3, 3],
  [12, 4, 3],
  [20, 5, 4],
])('%i pictures are %i beside each other, %i below', (count, columns, rows) => {
  const boxes = boxesOf(pictureGrid(several(count)));
  expect(boxes).toHaveLength(count);
  expect([new Set(boxes.map(({ left }) => left)).size, new Set(boxes.map(({ top }) => top)).size]).toEqual([
    columns,
    rows,
  ]);
});

test.each([
  // Height and width, what they become: at least 160 wide, in whole multiples.
  [32, 32, 160, 160],
  [20, 64, 60, 192],
  [128, 128, 256, 256],
  [100, 160, 100, 160],
  [460, 300, 460, 300],
  [3, 1, 480, 160],
])('pictures of %i × %i are shown at %i × %i', (height, width, shownHeight, shownWidth) => {
  const grid = pictureGrid([picture(height, width)]);
  expect(boxesOf(grid)).toEqual([{ left: 16, top: 16, height: shownHeight, width: shownWidth }]);
  expect(grid.size).toEqual({ height: shownHeight + 32, width: shownWidth + 32 });
});

test('pictures of several sizes share a scale and stand in the middle of equal cells', () => {
  const grid = pictureGrid([picture(40, 80, 'a'), picture(60, 31, 'b')]);
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

test('no pictures are an empty page', () => {
  expect(pictureGrid([])).toEqual({ size: { height: 32, width: 192 }, pictures: [], texts: [] });
});

test('pages beside each other are as wide as all and as high as the highest', () => {
  const left = pictureGrid(several(2), { title: 'left' });
  const middle = pictureGrid(several(1));
  const right = pictureGrid(several(1), { title: 'right' });
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

test('nothing sticks out of the page or overlaps', () => {
  const drawings = [1, 2, 5, 9].flatMap((count) => {
    const grid = pictureGrid(several(count, 33, 21, 'a 0.60 + b 0.40'), { title: 't' });
    return [grid, sideBySide(grid, grid)];
  });
  for (const { size, pictures, texts } of drawings) {
    const boxes = [...pictures, ...texts].map(({ box }) => box);
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
