import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import type { Capabilities, SavedModel } from '../../src/core/index.ts';
import { saveModelIn } from '../../src/io/index.ts';
import { millrace } from '../support/command-line.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { classifyInBrowser, type BROWSER_BACKENDS } from './browser.ts';
import { preparedImages } from './prepared-images.ts';
import { writeLargeImages, writeVariedImages } from './varied-images.ts';

/** The greatest difference of a pixel in 0..255 that a browser's decoders may cause. */
const BOUND = 2;

/** What is compared. */
export interface PagePixelsConfig {
  /** Any model of the preparation. */
  readonly model: SavedModel;
  readonly backend: (typeof BROWSER_BACKENDS)[number];
  /** The paths of plain images. */
  readonly photos: readonly string[];
  readonly decode: Capabilities['decode'];
}

/**
 * Prepares images of all kinds by the exported page in Chromium and by Millrace, and prints a table of their differences.
 * Resolves with whether each is within the bound, one for each kind.
 */
export async function comparePagePixels(config: PagePixelsConfig): Promise<readonly boolean[]> {
  const { model, backend, photos, decode } = config;
  using temporary = temporaryFolder();
  const [run, folder] = [join(temporary.path, 'run'), join(temporary.path, 'page')];
  mkdirSync(run);
  await lastValueFrom(saveModelIn(run, model), { defaultValue: null });
  const { code, stderr } = await millrace(['export', run, '--format', 'tfjs', '--out', folder]);
  if (code !== 0) throw new Error(stderr);
  const varied = await writeVariedImages(photos, join(temporary.path, 'varied'));
  const large = await writeLargeImages(photos, join(temporary.path, 'large'));
  const kinds = new Map<string, readonly string[]>([
    ['plain', photos],
    ...[...varied, ...large].map((path) => [basename(path), [path]] as const),
  ]);
  const files = [...kinds.values()].flat();
  const theirs = await classifyInBrowser({ folder, images: files, backend });
  if (theirs.problems.length > 0) throw new Error(theirs.problems.join('; '));
  const ours = await preparedImages(model.description, files, decode);

  console.log('\n| images prepared by the page | number | greatest difference of 255 | mean |');
  console.log('| --- | --- | --- | --- |');
  const size = ours.values.length / files.length;
  let first = 0;
  return [...kinds].map(([kind, { length }]) => {
    const pixels = theirs.pixels.slice(first, first + length);
    const expected = ours.values.subarray(first * size, (first + length) * size);
    first += length;
    const { greatest, mean } = differenceOf(pixels, expected);
    const hasPassed = greatest <= BOUND;
    const verdict = hasPassed ? '' : ` FAILED: more than ${BOUND}`;
    console.log(`| ${kind} | ${length} | ${greatest.toFixed(2)}${verdict} | ${mean.toFixed(3)} |`);
    return hasPassed;
  });
}

/** Compares images in 0..255 with ones in 0..1; NaN if their sizes differ. */
function differenceOf(
  images: readonly Float32Array[],
  expected: Float32Array,
): { readonly greatest: number; readonly mean: number } {
  const values = images.flatMap((image) => [...image]);
  if (values.length !== expected.length) return { greatest: NaN, mean: NaN };
  const differences = values.map((value, i) => Math.abs(value - 255 * (expected[i] ?? NaN)));
  return {
    greatest: differences.reduce((a, b) => Math.max(a, b), 0),
    mean: differences.reduce((a, b) => a + b, 0) / differences.length,
  };
}
