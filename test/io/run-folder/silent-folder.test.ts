import { readdirSync } from 'node:fs';
import { concat, EMPTY, tap } from 'rxjs';
import { expect, test } from 'vitest';
import { createCapabilities, silentFolder } from '../../../src/io/index.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('what would be written is dropped, as if it had been written', async () => {
  using folder = temporaryFolder();
  const silent = silentFolder(`${folder.path}/run`);
  const world = createCapabilities({ runFolder: silent });
  expect(world.runFolder).toBe(`${folder.path}/run`);
  let saved = 0;
  const saving = EMPTY.pipe(tap({ subscribe: () => saved++ }));
  expect(
    await collect(
      concat(
        silent.write('a.txt', 'a'),
        silent.append('b.txt', 'b'),
        silent.completed,
        silent.present(saving),
        silent.within('part').write('c.txt', 'c'),
        world.saveText('d.txt', 'd'),
        world.checkpoints.save({ progress: {}, arrays: new Map(), lengths: {} }),
      ),
    ),
  ).toHaveLength(7);
  expect(saved).toBe(0);
  expect(readdirSync(folder.path)).toEqual([]);
});

test('there are no checkpoints and no earlier run', async () => {
  const { checkpoints } = silentFolder('/runs/a');
  expect(checkpoints.every).toBeNull();
  expect(checkpoints.lengths()).toEqual({});
  expect(await collect(checkpoints.earlier)).toEqual([null]);
  expect(silentFolder('/runs/a').within('b').path).toBe('/runs/a/b');
});
