import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { MillraceError, type Box, type Drawing, type Pixels } from '../../../src/core/index.ts';
import { createCapabilities, saveDrawing } from '../../../src/io/index.ts';
import { drawText, shorten } from '../../../src/io/drawing/draw-text.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** An image of 2 × 3 pixels, all different. */
const colours = [
  [250, 10, 20],
  [30, 240, 40],
  [50, 60, 230],
  [70, 80, 90],
  [255, 255, 0],
  [0, 0, 0],
] as const;
const pixels: Pixels = { height: 2, width: 3, data: Uint8Array.from(colours.flat()) };

const captionBox: Box = { left: 20, top: 5, height: 20, width: 160 };
const drawing: Drawing = {
  size: { height: 120, width: 200 },
  images: [
    { pixels, box: { left: 10, top: 40, height: 40, width: 60 } },
    { pixels, box: { left: 100, top: 50, height: 2, width: 3 } },
  ],
  texts: [{ text: 'Golf ball & <tench>', box: captionBox, fontSize: 14 }],
};

interface Image {
  readonly height: number;
  readonly width: number;
  readonly at: (y: number, x: number) => readonly number[];
}

async function read(path: string): Promise<Image> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  const { height, width, channels } = info;
  expect(channels).toBe(3);
  return { height, width, at: (y, x) => [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)] };
}

/** Returns the positions of all dark pixels in a box. */
function inkIn({ at }: Image, { left, top, height, width }: Box): readonly [x: number, y: number][] {
  const places = Array.from({ length: height * width }, (_, i): [number, number] => [
    left + (i % width),
    top + Math.floor(i / width),
  ]);
  return places.filter(([x, y]) => at(y, x)[0]! < 128);
}

async function draw(page: Drawing): Promise<Image> {
  using folder = temporaryFolder();
  const { path } = await only(saveDrawing(join(folder.path, 'page.png'), page));
  return await read(path);
}

test('the page has its size, and every pixel of an image is in its place', async () => {
  const page = await draw(drawing);
  expect([page.height, page.width]).toEqual([120, 200]);
  colours.forEach((colour, i) => {
    const [y, x] = [Math.floor(i / 3), i % 3];
    expect(page.at(50 + y, 100 + x)).toEqual(colour);
    // Scaled by 20: check the corners of each square.
    for (const [dy, dx] of [
      [0, 0],
      [19, 0],
      [0, 19],
      [19, 19],
    ] as const)
      expect(page.at(40 + 20 * y + dy, 10 + 20 * x + dx)).toEqual(colour);
  });
  for (const [y, x] of [
    [39, 9],
    [80, 70],
    [49, 99],
    [119, 199],
    [0, 0],
  ] as const)
    expect(page.at(y, x)).toEqual([255, 255, 255]);
});

test('a text is dark on white, centred in its box and nowhere else', async () => {
  const page = await draw({ ...drawing, images: [] });
  const ink = inkIn(page, captionBox);
  expect(ink.length).toBeGreaterThan(150);
  expect(inkIn(page, { left: 0, top: 0, height: 120, width: 200 })).toEqual(ink);
  const columns = ink.map(([x]) => x);
  const [first, last] = [Math.min(...columns), Math.max(...columns)];
  expect(Math.abs((first + last) / 2 - 100)).toBeLessThan(3);
  expect(last - first).toBeGreaterThan(100);
});

test('all texts share one baseline, whatever their letters', async () => {
  const lowest = async (text: string): Promise<number> => {
    const page = await draw({ ...drawing, images: [], texts: [{ text, box: captionBox, fontSize: 14 }] });
    return Math.max(...inkIn(page, captionBox).map(([, y]) => y));
  };
  const line = await lowest('x');
  expect(await lowest('Td')).toBe(line);
  expect(await lowest('É')).toBe(line);
  expect(await lowest('gj')).toBeGreaterThan(line);
});

test('a long text is shortened in the middle, as little as necessary', async () => {
  const name = 'German short-haired pointer 0.71';
  const [complete, cut] = [await drawText(name, 14, 1000), await drawText(name, 14, 160)];
  expect(complete.width).toBeGreaterThan(200);
  expect(cut.width).toBeLessThanOrEqual(160);
  // One more letter would not fit.
  expect(cut.width).toBeGreaterThan(140);
  expect(cut.height).toBe(complete.height);
  const fitting = await Promise.all(
    Array.from(name, (_, kept) => drawText(shorten(Array.from(name), kept), 14, 1000)),
  );
  const widest = Math.max(...fitting.map(({ width }) => width).filter((width) => width <= 160));
  expect(cut.width).toBe(widest);
});

test.each([
  [0, '…'],
  [1, 'a…'],
  [2, 'ab…'],
  [3, 'ab…j'],
  [5, 'abc…ij'],
  [9, 'abcdef…hij'],
])('shorten keeps %i letters: %s', (kept, expected) => {
  expect(shorten(Array.from('abcdefghij'), kept)).toBe(expected);
});

test('draws surrogate pairs, markup characters and line breaks', async () => {
  for (const text of ['🐟🐕🐟🐕🐟🐕🐟🐕🐟🐕🐟🐕🐟🐕', '<b>&amp;</i>', 'a\nb\tc\u0000d', ' ']) {
    const { width, height } = await drawText(text, 14, 80);
    expect(width).toBeLessThanOrEqual(80);
    expect(height).toBeLessThan(30);
  }
});

test('writes one file into the run folder and creates the folder', async () => {
  using folder = temporaryFolder();
  const { saveDrawing: save } = createCapabilities({ runFolder: join(folder.path, 'runs', 'one') });
  const saved$ = save('batch.png', drawing);
  expect(readdirSync(folder.path)).toEqual([]);
  const saved = await only(saved$);
  expect(saved.path).toBe(join(folder.path, 'runs', 'one', 'batch.png'));
  expect(readdirSync(join(folder.path, 'runs', 'one'))).toEqual(['batch.png']);
  expect(statSync(saved.path).size).toBe(saved.bytes);
  expect(await only(save('batch.png', drawing))).toEqual(saved);
});

test('errors with WriteFailed if the file cannot be written', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  mkdirSync(join(folder.path, 'folder'));
  for (const path of [join(folder.path, 'file', 'page.png'), join(folder.path, 'folder')]) {
    const failure: unknown = await only(saveDrawing(path, drawing)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MillraceError);
    expect((failure as MillraceError).detail).toMatchObject({ _tag: 'WriteFailed', where: path });
  }
  expect(readdirSync(folder.path)).toEqual(['file', 'folder']);
});
