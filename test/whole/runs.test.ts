import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { millrace } from '../support/command-line.ts';
import { withStrayBytes } from '../support/damaged-jpegs.ts';
import { blackPng } from '../support/made-png.ts';
import { smallRuns } from '../support/small-runs.ts';

const { at, photos, small, resultOf } = smallRuns();

test('a run skips bad images and writes its folder; tta loads its model', async () => {
  writeFileSync(join(photos, 'red', 'letter.jpg'), 'Dear Sir');
  writeFileSync(join(photos, 'red', 'empty.png'), '');
  writeFileSync(join(photos, 'blue', 'huge.png'), blackPng(30_000, 30_000));
  const jpeg = readFileSync(join(photos, 'blue', '0.jpg'));
  writeFileSync(join(photos, 'blue', 'cut.jpg'), jpeg.subarray(0, jpeg.length - 100));
  writeFileSync(join(photos, 'blue', 'torn.jpg'), withStrayBytes(jpeg));
  // sharp decodes it: it is rotated.
  const rotated = await sharp(jpeg).withMetadata({ orientation: 6 }).toBuffer();
  writeFileSync(join(photos, 'blue', 'rotated.jpg'), withStrayBytes(rotated));
  const run = at('run');
  // The default batch size is too large for these images.
  const { code, stdout, stderr } = await millrace([
    ...['baseline', ...small.slice(0, -2), '--epochs', '2', '--out', run],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of ['letter.jpg', 'empty.png', 'huge.png', 'cut.jpg'])
    expect(stdout).toMatch(new RegExp(`skipped .*${name.replace('.', '\\.')}: `));
  for (const name of ['torn.jpg', 'rotated.jpg'])
    expect(
      stdout.match(new RegExp(`damaged .*/${name}: part of its JPEG data is corrupt; used as`, 'g')),
    ).toHaveLength(1);
  expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('2 damaged images');
  expect(stdout).toMatch(/^epoch +train_loss +valid_loss +accuracy +time$/m);
  expect(readFileSync(join(run, 'history.csv'), 'utf8')).toMatch(
    /^epoch,train_loss,valid_loss,accuracy,time\n0,.*\n1,.*\n$/,
  );
  expect(stdout).toMatch(/^--batch-size is 8: with the default of 64, an epoch of 37 training images/m);
  expect(JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'))).toMatchObject({ batchSize: 8 });
  expect(resultOf(run)).toMatchObject({ pipeline: 'baseline', ended: 'completed', skipped: 4, damaged: 2 });
  const again = await millrace(['report', run, '--out', at('again')]);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  const files = readdirSync(at('again'));
  expect(files).toEqual(expect.arrayContaining(['report.html', 'loss.png', 'top-losses.png']));
  for (const name of files)
    expect(readFileSync(join(at('again'), name)).equals(readFileSync(join(run, name)))).toBe(true);

  const augmented = await millrace(['tta', '--from', run, '--n', '2', '--out', at('tta')]);
  expect(augmented).toMatchObject({ code: 0, stderr: '' });
  expect(resultOf(at('tta'))).toMatchObject({
    accuracy: resultOf(run)['accuracy'],
    tta_accuracy: expect.any(Number) as unknown,
  });
});

test('chapter runs every experiment in its own folder and prints a table of the results', async () => {
  const out = at('chapter');
  const sizes = [
    '--start-batch-size',
    '8',
    '--start-size',
    '16',
    '--mixup-epochs',
    '1',
    '--start-epochs',
    '1',
  ];
  const epochs = ['--epochs', '1', '--fine-tune-epochs', '1', '--n', '1'];
  const { code, stdout, stderr } = await millrace(['chapter', ...small, ...sizes, ...epochs, '--out', out]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const names = [
    'baseline',
    'normalized',
    'normalized-continued',
    'progressive',
    'tta',
    'mixup',
    'label-smoothing',
  ];
  for (const name of names) {
    expect(resultOf(join(out, name))).toMatchObject({ pipeline: name, ended: 'completed' });
    expect(readFileSync(join(out, name, 'report.html'), 'utf8')).toContain(
      `npm start -- chapter --config ${out}/config.json`,
    );
    expect(stdout).toMatch(new RegExp(`^\\| ${name} +\\| [01]\\.\\d{6} \\| +\\| \\d\\d:\\d\\d `, 'm'));
  }
  expect(readFileSync(join(out, 'table.md'), 'utf8').split('\n')).toHaveLength(names.length + 3);
});
