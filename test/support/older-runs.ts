import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSafetensors } from '../../src/io/models/safetensors.ts';
import { writePhotos } from './photos.ts';

/**
 * Run folders as the commits in their names wrote them, with two classes of images, but only the headers of their models:
 * the weights have 45 MB.
 */
export const olderRuns = ['run-92b61cc', 'run-85f7330'] as const;

const HEADER = 'model.safetensors.header';

/** Returns the folder of a run without weights. */
export const olderRun = (name: (typeof olderRuns)[number]): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

/** Copies a run, and adds the weights that {@link valueOf} gives to its model. */
export function writeOlderRun(name: (typeof olderRuns)[number], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(olderRun(name)).filter((each) => each !== HEADER))
    copyFileSync(join(olderRun(name), file), join(folder, file));
  const header = readFileSync(join(olderRun(name), HEADER));
  const entries = JSON.parse(header.subarray(8).toString()) as Readonly<Record<string, { shape?: number[] }>>;
  const values = Object.entries(entries).flatMap(([array, { shape }]) =>
    shape === undefined ? [] : [new Uint8Array(valuesOf(array, shape).buffer)],
  );
  const file = Buffer.concat([header, ...values]);
  if ('left' in decodeSafetensors(file)) throw new Error('not a model');
  writeFileSync(join(folder, 'model.safetensors'), file);
}

/** Returns He's deviation for kernels, and the identity for batch norm, from a sequence that looks random. */
function valuesOf(array: string, shape: readonly number[]): Float32Array {
  const count = shape.reduce((a, b) => a * b, 1);
  if (shape.length === 1) return new Float32Array(count).fill(/running_mean|bias/.test(array) ? 0 : 1);
  const deviation = Math.sqrt((6 * (shape.at(-1) as number)) / count);
  return Float32Array.from({ length: count }, (_, i) => {
    const uniform = (Math.imul(i + 1, 2_654_435_761) >>> 0) / 2 ** 32;
    return deviation * (2 * uniform - 1);
  });
}

/** Writes images of the classes of the older runs. */
export async function writeOlderPhotos(folder: string): Promise<void> {
  await writePhotos(folder, 10);
  renameSync(join(folder, 'blue'), join(folder, 'n01440764'));
  renameSync(join(folder, 'red'), join(folder, 'n02102040'));
}
