import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fittedData } from '../../../tui/commands/fitted-data.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { madeGiven } from '../made-given.ts';

/** Asks for a sample of a data set of 40 images, a fifth of it for validation. */
async function fitted({ size = 64, isDefault = true, isSample = true }) {
  using folder = temporaryFolder();
  for (const label of ['cat', 'dog']) mkdirSync(join(folder.path, label));
  // The signature of JPEG.
  for (let i = 0; i < 40; i++)
    writeFileSync(join(folder.path, i % 2 === 0 ? 'cat' : 'dog', `${i}.jpg`), Buffer.of(0xff, 0xd8, 0xff, i));
  const options = {
    data: 'imagenette',
    valid: 'auto',
    limit: isSample ? 20 : undefined,
    seed: 1,
    batchSize: size,
  };
  const given = {
    ...madeGiven({ options }),
    batchSizes: [{ option: '--batch-size', size, isDefault, processes: 1 }],
  };
  return await only(fittedData(given, folder.path));
}

test('a default batch size fits a sample of a data set', async () => {
  expect(await fitted({})).toMatchObject({
    options: { batchSize: 4, valid: 'random:0.2' },
    notices: ['--batch-size is 4: with the default of 64, an epoch of 16 training images would have no step'],
  });
  expect(await fitted({ size: 4 })).toMatchObject({ options: { batchSize: 4 }, notices: [] });
  expect(await fitted({ isSample: false })).toMatchObject({ options: { batchSize: 64 }, notices: [] });
});

test('one that was given is refused if it is too large', async () => {
  await expect(fitted({ size: 17, isDefault: false })).rejects.toThrow(
    '--batch-size: expected at most 16, the number of training images, received 17.',
  );
});
