import { join } from 'node:path';
import { of } from 'rxjs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import {
  collated,
  createRng,
  decoded,
  labelledPixels,
  imageGrid,
  resize,
  sideBySide,
  type LabelledImage,
} from '../../src/index.ts';
import { createWorld } from '../../src/world.ts';
import { only } from '../support/only.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('draws padded, cropped and squished rectangles side by side', async () => {
  using folder = temporaryFolder();
  const live = createWorld({ runFolder: folder.path });
  // Three vertical stripes: red, green, blue.
  const path = join(folder.path, 'flag.png');
  const stripe = (left: number, background: string) => ({
    input: { create: { width: 60, height: 60, channels: 3 as const, background } },
    left,
    top: 0,
  });
  await sharp({ create: { width: 180, height: 60, channels: 3, background: 'white' } })
    .composite([stripe(0, '#ff0000'), stripe(60, '#00ff00'), stripe(120, '#0000ff')])
    .png()
    .toFile(path);
  const resizeWith = async (method: 'pad' | 'crop' | 'squish'): Promise<readonly LabelledImage[]> =>
    only(
      of({ path, label: 'flag', target: 0, index: 0 }).pipe(
        decoded({
          decode: live.decode,
          transforms: [resize([180, 200], { method, padMode: 'zeros' })],
          split: 'valid',
          rng: createRng(1),
          epoch: 0,
        }),
        collated({ index: 0 }),
        labelledPixels({ vocab: ['flag'] }),
      ),
    );
  const methods = ['pad', 'crop', 'squish'] as const;
  const grids = await Promise.all(
    methods.map(async (method) => imageGrid(await resizeWith(method), { title: method })),
  );
  const saved = await only(live.saveDrawing('flags.png', sideBySide(...grids)));
  const { data, info } = await sharp(saved.path).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([3 * 232, 16 + 36 + 24 + 180 + 16]);
  const at = (page: number, y: number, x: number): string => {
    const offset = 3 * ((76 + y) * info.width + page * 232 + 16 + x);
    return [...data.subarray(offset, offset + 3)].join();
  };
  const [red, green, blue, black] = ['255,0,0', '0,255,0', '0,0,255', '0,0,0'];
  const row = (page: number, y: number) => [30, 100, 170].map((x) => at(page, y, x));
  expect([row(0, 10), row(0, 90), row(0, 170)]).toEqual([
    [black, black, black],
    [red, green, blue],
    [black, black, black],
  ]);
  expect([row(1, 10), row(1, 90), row(1, 170)]).toEqual([
    [green, green, green],
    [green, green, green],
    [green, green, green],
  ]);
  expect([row(2, 10), row(2, 90), row(2, 170)]).toEqual([
    [red, green, blue],
    [red, green, blue],
    [red, green, blue],
  ]);
});
