import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  digestOf,
  exportCases,
  filesOf,
  goldenImages,
  titleOf,
  type ExportGolden,
} from '../export/golden-cases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { PYTHON_RUNTIMES } from './runtimes.ts';
import type { Worker } from './worker.ts';

const FILE = fileURLToPath(new URL('../golden/export.json', import.meta.url));
const DIGITS = 8;

/** Writes what the runtimes compute with the tiny models. */
export async function writeGolden(workers: ReadonlyMap<string, Worker>): Promise<void> {
  const cases = [];
  for (const each of exportCases) {
    using folder = temporaryFolder();
    const { bytes, shape } = goldenImages(each);
    const pixels = join(folder.path, 'images');
    writeFileSync(
      pixels,
      Float32Array.from(bytes, (value) => value / 255),
    );
    const files = filesOf(each);
    const out = join(folder.path, 'model');
    mkdirSync(out);
    for (const { name, content } of files) writeFileSync(join(out, name), content);
    const isFloat = each.options.format === 'onnx' && each.options.input === undefined;
    const worker = workers.get(each.options.format === 'onnx' ? 'onnx' : 'tensorflow');
    if (worker === undefined) throw new Error('--write-golden: expected the formats onnx and saved-model');
    const answer = await worker.ask({
      folder: out,
      input: isFloat ? 'pixels' : 'bytes',
      pixels,
      shape,
      files: [],
    });
    const expected: ExportGolden = {
      sha256: digestOf(files),
      probabilities: rounded(answer.probabilities),
      logits: rounded(answer.logits),
    };
    cases.push({ kind: titleOf(each), inputs: {}, expected });
  }
  const runtimes = { ...PYTHON_RUNTIMES.onnx.packages, ...PYTHON_RUNTIMES.tensorflow.packages };
  writeFileSync(FILE, `${JSON.stringify({ runtimes, cases }, null, 1)}\n`);
  console.log(`Wrote ${FILE}`);
}

const rounded = (rows: readonly (readonly number[])[]): number[][] =>
  rows.map((row) => row.map((value) => Number(value.toPrecision(DIGITS))));
