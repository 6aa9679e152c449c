import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { at, type ModelDescription } from '../../src/core/index.ts';
import { resize } from '../../src/items/index.ts';
import { saveModelIn } from '../../src/io/index.ts';
import { nodeWorld } from '../../src/node.ts';
import { madeModel } from '../export/made-models.ts';
import { millrace } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { BROWSER_BACKENDS } from './browser.ts';
import { calibratedModel } from './calibrated-model.ts';
import { agreements, greatestDifference, requireSpread } from './compare.ts';
import { writeImages } from './images.ts';
import type { Options } from './options.ts';
import { ownProbabilities } from './own-probabilities.ts';
import { comparePagePixels } from './page-pixels.ts';
import { normalizedImages, preparedImages, type PreparedImages } from './prepared-images.ts';
import { startRuntime, type Runtime } from './runtimes.ts';
import { VARIANTS, type Variant } from './variants.ts';
import type { Worker } from './worker.ts';
import { writeGolden } from './write-golden.ts';

const CLASSES = Array.from({ length: 10 }, (_, i) => `class ${i}`);
/** Images by which running statistics are computed. */
const CALIBRATION = 32;

/** A model that is compared, and what Millrace predicts with it. */
interface Subject {
  readonly run: string;
  readonly pixels: string;
  readonly shape: readonly number[];
  readonly expected: readonly (readonly number[])[];
}

/** Compares all chosen architectures and formats, prints the table, and resolves with the exit code. */
export async function runAll(options: Options): Promise<number> {
  const variants = VARIANTS.filter(
    ({ format, runtime }) => options.formats.includes(format) && options.runtimes.includes(runtime),
  );
  const workers = new Map<Runtime, Worker>();
  try {
    for (const runtime of new Set(variants.map((each) => each.runtime)))
      workers.set(runtime, await startRuntime(runtime, (line) => console.error(line)));
    if (options.writesGolden) {
      await writeGolden(workers);
      return 0;
    }
    return await compareAll(options, variants, workers);
  } finally {
    for (const worker of workers.values()) worker[Symbol.dispose]();
  }
}

async function compareAll(
  { architectures, images, count, size }: Options,
  variants: readonly Variant[],
  workers: ReadonlyMap<Runtime, Worker>,
): Promise<number> {
  using temporary = temporaryFolder();
  const files = await writeImages(join(temporary.path, 'images'), count, images);
  const { decode } = nodeWorld({ runFolder: join(temporary.path, 'run') });

  const descriptions = {
    /** The network takes the pixels of resized images as they are. */
    whole: descriptionOf(size, size),
    /** Images are resized to larger ones, and these once more, as in a training with presizing. */
    presized: descriptionOf((size * 5) / 4, size),
  };
  const prepared = {
    whole: await preparedImages(descriptions.whole, files, decode),
    presized: await preparedImages(descriptions.presized, files, decode),
  };
  const calibration = normalizedImages(prepared.presized, descriptions.presized, CALIBRATION);

  console.log('| architecture | format | greatest difference | same label | size | load time |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  const verdicts: boolean[] = [];
  for (const architecture of architectures) {
    using folder = temporaryFolder();
    const calibrated = calibratedModel({ ...descriptions.presized, architecture }, calibration);
    const made = async (name: keyof typeof descriptions): Promise<Subject> => {
      const run = join(folder.path, name);
      mkdirSync(run);
      const description = { ...descriptions[name], architecture };
      await lastValueFrom(saveModelIn(run, { ...calibrated, description }), { defaultValue: null });
      const expected = await ownProbabilities(run, files);
      requireSpread(architecture, expected);
      return { run, expected, ...written(join(folder.path, `${name}.pixels`), prepared[name]) };
    };
    const subjects = { whole: await made('whole'), presized: await made('presized') };
    for (const variant of variants) {
      const worker = workers.get(variant.runtime);
      if (worker === undefined) continue;
      const subject = subjects[variant.input === 'bytes' ? 'whole' : 'presized'];
      const row = await compared(variant, subject, files, worker);
      console.log(`| ${architecture} | ${variant.name} | ${row.cells.join(' | ')} |`);
      if (row.hasPassed !== null) verdicts.push(row.hasPassed);
    }
  }
  const backend = BROWSER_BACKENDS.find((each) => workers.has(each));
  if (backend !== undefined) {
    const model = madeModel(descriptions.presized);
    const pixels = comparePagePixels({ model, backend, photos: files, decode });
    const passed = await pixels.catch((cause: unknown) => {
      console.log(`\nFAILED: images prepared by the page: ${String(cause)}`);
      return [false];
    });
    verdicts.push(...passed);
  }
  calibration.dispose();
  const failed = verdicts.filter((hasPassed) => !hasPassed).length;
  console.log(`\n${verdicts.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** A row of the table; `hasPassed` is null for a model that the format cannot express. */
interface Row {
  readonly cells: readonly string[];
  readonly hasPassed: boolean | null;
}

async function compared(
  { format, options, input, lite = false, files: chosen = /./, bound }: Variant,
  { run, pixels, shape, expected: all }: Subject,
  paths: readonly string[],
  worker: Worker,
): Promise<Row> {
  using out = temporaryFolder();
  const { code, stderr } = await millrace(['export', run, '--format', format, ...options, '--out', out.path]);
  if (stderr.includes('cannot express this model'))
    return { cells: ['not in this format', '', '', ''], hasPassed: null };
  const failure = (why: string): Row => ({
    cells: [`FAILED: ${why.replaceAll(/\s+/g, ' ').slice(0, 300)}`, '', '', ''],
    hasPassed: false,
  });
  if (code !== 0) return failure(stderr);
  const files = paths.filter((path) => chosen.test(path));
  const expected = all.filter((_, i) => chosen.test(at(paths, i)));
  try {
    const answer = await worker.ask({ folder: out.path, input, pixels, shape, files, lite });
    const difference = greatestDifference(expected, answer.probabilities);
    const hasPassed = difference <= bound;
    return {
      cells: [
        `${difference.toExponential(1)}${hasPassed ? '' : ` FAILED: more than ${bound}`}`,
        `${agreements(expected, answer.probabilities)} of ${expected.length}`,
        `${((answer.bytes ?? sizeOf(out.path)) / 1e6).toFixed(1)} MB`,
        `${answer.loadSeconds.toFixed(2)} s`,
      ],
      hasPassed,
    };
  } catch (cause) {
    return failure(String(cause));
  }
}

const descriptionOf = (itemSize: number, size: number): ModelDescription => ({
  ...madeModel({ architecture: 'xresnet18' }).description,
  outputs: CLASSES.length,
  vocab: CLASSES,
  size: [size, size],
  preparation: {
    item: [resize(itemSize)],
    batch: itemSize === size ? [] : [{ name: 'resized', settings: { size: [size, size] } }],
  },
});

function written(path: string, { values, shape }: PreparedImages): Pick<Subject, 'pixels' | 'shape'> {
  writeFileSync(path, values);
  return { pixels: path, shape };
}

/** Returns the bytes of all files in a folder. */
const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, each) => sum + (each.isFile() ? each.size : 0), 0);
