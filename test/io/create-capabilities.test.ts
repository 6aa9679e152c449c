import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { BehaviorSubject } from 'rxjs';
import { expect, test } from 'vitest';
import { createCapabilities } from '../../src/io/index.ts';
import { blackPng } from '../support/made-png.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a paused run decodes no image, nor does an experiment of it', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'black.png');
  writeFileSync(path, blackPng(2, 3));
  const paused$ = new BehaviorSubject(true);
  const world = createCapabilities({ runFolder: folder.path, paused$ });
  const decoded: string[] = [];
  const ended = [world, world.within('experiment')].map(
    ({ decode }, i) =>
      new Promise<void>((resolve, reject) => {
        decode([{ image: path, plan: () => [] }]).subscribe({
          next: (result) =>
            decoded.push(`${i} ${E.isRight(result) ? result.right.pixels.width : result.left}`),
          error: reject,
          complete: resolve,
        });
      }),
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(decoded).toEqual([]);
  paused$.next(false);
  await Promise.all(ended);
  expect(decoded.sort()).toEqual(['0 3', '1 3']);
});
