import { existsSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { PackageProject } from '../../support/package-project.ts';
import { userJavaScript } from '../../support/user-file.ts';

const ENTRIES = ['millrace', 'millrace/pipelines', 'millrace/node'];

export function importTests(project: () => PackageProject): void {
  test.each([
    ['import in a module', 'a.mjs', ENTRIES.map((entry, i) => `import * as entry${i} from '${entry}';`)],
    ['import() in CommonJS', 'b.cjs', ENTRIES.map((entry) => `void import('${entry}');`)],
    ['require in CommonJS', 'c.cjs', ENTRIES.map((entry) => `require('${entry}');`)],
  ])('%s loads each entry point', async (_, name, lines) => {
    const file = project().write(name, ...lines);
    expect(await project().run('node', file)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('a script trains, prints accuracies, stops early and saves the model; corrupt images print nothing', async () => {
    const jpeg = await noisyJpeg();
    const middle = jpeg.length >> 1;
    writeFileSync(project().at('photos', 'red', 'cut.jpg'), jpeg.subarray(0, middle));
    writeFileSync(project().at('photos', 'red', 'zeros.jpg'), jpeg.fill(0, middle, middle + 512));
    const script = project().write('early-stop.mjs', userJavaScript('early-stop'));
    const { code, stdout, stderr } = await project().run('node', script);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^epoch 1: accuracy [01]\.?\d*\nepoch 2: accuracy [01]\.?\d*\n$/);
    expect(existsSync(project().at('runs', 'script', 'model.safetensors'))).toBe(true);
  });
}

const noisyJpeg = (): Promise<Buffer> =>
  sharp({
    create: {
      ...{ width: 64, height: 64, channels: 3, background: 'grey' },
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .jpeg()
    .toBuffer();
