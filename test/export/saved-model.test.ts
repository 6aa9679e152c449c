import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomResizedCrop, resize, type ItemTransform } from '../../src/items/index.ts';
import type { ModelDescription, TransformDescription } from '../../src/core/index.ts';
import { exportModel } from '../../src/export/index.ts';
import { nodeWorld } from '../../src/node.ts';
import { preparedImages } from '../peers/prepared-images.ts';
import { goldenFile } from '../support/golden.ts';
import { runSavedModel } from '../support/run-saved-model.ts';
import { exportCases, filesOf, goldenImages, titleOf, type ExportGolden } from './golden-cases.ts';
import { tinyModels, madeBytes } from './tiny-models.ts';

const golden = new Map(
  goldenFile('export').cases.map(({ kind, expected }) => [kind, expected as ExportGolden]),
);
const savedModels = exportCases.filter(({ options }) => options.format === 'saved-model');

test.each(savedModels.map((each) => [titleOf(each), each] as const))(
  '%s: TensorFlow loads it and returns the same',
  (title, each) => {
    const { data } = runSavedModel(filesOf(each), goldenImages(each));
    const expected = golden.get(title)!.probabilities.flat();
    expect(data).toHaveLength(expected.length);
    expect(Math.max(...expected.map((value, i) => Math.abs(value - data[i]!)))).toBeLessThan(1e-5);
  },
);

const folder = mkdtempSync(join(tmpdir(), 'millrace-images-'));
/** Wide, high, much wider, small and grey JPEG files, then PNG files, one of them transparent. */
const IMAGES = [
  { name: 'wide.jpg', width: 90, height: 61, channels: 3 },
  { name: 'high.jpg', width: 45, height: 113, channels: 3 },
  { name: 'strip.jpg', width: 150, height: 21, channels: 3 },
  { name: 'small.jpg', width: 13, height: 17, channels: 3 },
  { name: 'grey.jpg', width: 70, height: 50, channels: 1 },
  { name: 'wide.png', width: 77, height: 48, channels: 3 },
  { name: 'transparent.png', width: 30, height: 52, channels: 4 },
] as const;
const paths = IMAGES.map(({ name }) => join(folder, name));

beforeAll(async () => {
  for (const { name, width, height, channels } of IMAGES) {
    // Blurred noise, as photos have neighbours of similar colours.
    const noise = sharp(madeBytes(12 * 12 * channels), { raw: { width: 12, height: 12, channels } });
    const grown = noise.resize(width, height, { fit: 'fill' });
    const file = name.endsWith('.png') ? grown.png() : grown.jpeg({ quality: 85 });
    writeFileSync(join(folder, name), await (channels === 1 ? file.toColourspace('b-w') : file).toBuffer());
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const [{ model: blocks, architecture }] = tinyModels as [(typeof tinyModels)[number]];
const described = (item: ItemTransform, size: ModelDescription['size'], isResized: boolean) => {
  const batch: TransformDescription[] = isResized ? [{ name: 'resized', settings: { size } }] : [];
  return { ...blocks.description, size, preparation: { item: [item], batch } };
};

test.each([
  ['crop', described(resize(40), [40, 40], false)],
  ['crop to a rectangle', described(resize([48, 64]), [48, 64], false)],
  ['crop, then resize', described(resize(40), [32, 32], true)],
  ['crop, then resize to a rectangle', described(resize([60, 80]), [48, 64], true)],
  ['squish', described(resize(40, { method: 'squish' }), [40, 40], false)],
  ['squish to a rectangle', described(resize([24, 50], { method: 'squish' }), [24, 50], false)],
  ['pad by reflection', described(resize(40, { method: 'pad' }), [40, 40], false)],
  ['pad by zeros', described(resize(40, { method: 'pad', padMode: 'zeros' }), [40, 40], false)],
  ['pad by the border', described(resize([48, 64], { method: 'pad', padMode: 'border' }), [48, 64], false)],
  ['random resized crop', described(randomResizedCrop(40), [40, 40], false)],
  ['random resized crop of a rectangle', described(randomResizedCrop([36, 52]), [36, 52], false)],
])('jpeg: %s prepares files as validation does', async (title, description) => {
  const { decode } = nodeWorld({ runFolder: folder });
  const own = await preparedImages({ ...description, architecture: 'xresnet18' }, paths, decode);
  const files = exportModel(
    { ...blocks, description },
    { format: 'saved-model', input: 'jpeg', architecture },
  );
  const images = { files: paths.map((path) => new Uint8Array(readFileSync(path))) };
  const { data, shape } = runSavedModel(files, images, 'scaled');
  expect(shape).toEqual(own.shape);
  const length = own.values.length / paths.length;
  for (const [i, { name }] of IMAGES.entries()) {
    const differences = Array.from(own.values.subarray(i * length, (i + 1) * length), (value, j) =>
      Math.abs(255 * (value - data[i * length + j]!)),
    );
    const mean = differences.reduce((sum, value) => sum + value, 0) / length;
    // Ordinary JPEG files are equal. The decoder for other files, and for boxes beyond the image, rounds twice.
    const isExact = name === 'wide.jpg' && /^(crop|squish)/.test(title);
    expect(Math.max(...differences), name).toBeLessThan(isExact ? 1e-3 : 1.01);
    expect(mean, name).toBeLessThan(0.25);
  }
});

test('jpeg: the probabilities are those of the prepared pixels', () => {
  const description = described(resize([21, 27]), [21, 27], false);
  const files = { files: paths.map((path) => new Uint8Array(readFileSync(path))) };
  const whole = { ...blocks, description };
  const exported = exportModel(whole, { format: 'saved-model', input: 'jpeg', architecture });
  const { data: scaled, shape } = runSavedModel(exported, files, 'scaled');
  const bytes = Uint8Array.from(scaled, (value) => Math.round(255 * value));
  const expected = runSavedModel(exportModel(whole, { format: 'saved-model', architecture }), {
    bytes,
    shape,
  });
  const { data } = runSavedModel(exported, files);
  expect(Math.max(...data.map((value, i) => Math.abs(value - expected.data[i]!)))).toBeLessThan(1e-5);
});
