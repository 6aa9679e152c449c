import * as E from 'fp-ts/lib/Either.js';
import { concatMap, defer, map, take, toArray, type Observable } from 'rxjs';
import type { Capabilities, ImageFile, ImageFiles } from '../src/index.ts';
import { medianOf } from './median-of.ts';
import { measuredStep, type MeasuredStep } from './measured-step.ts';
import type { FileOptions } from './options.ts';
import type { GivenOptions } from './train-options.ts';
import type { RecipeFacts } from './recipe-for.ts';
import { SMALLEST_USEFUL } from './rungs.ts';
import { listedFiles } from './training-data.ts';

/** The images that are decoded for their sizes and for the time. */
const SAMPLE = 32;
/** Height and width to which they are resized, in pixels. */
const SIDE = 128;
/** Images per step of the first measurement. */
const BATCH = 16;

/** Lists the images, decodes a sample of them, trains a few steps on random pixels, and emits what a recipe depends on. */
export const recipeFacts = (
  world: Capabilities,
  options: FileOptions & GivenOptions,
): Observable<RecipeFacts> =>
  listedFiles(world, options, []).pipe(
    take(1),
    concatMap((files) =>
      decodedSample(world, files).pipe(
        concatMap((sample) =>
          measuredStep(world, firstStep(options)).pipe(
            map((step): RecipeFacts => ({
              trainCount: files.train.length,
              validCount: files.valid.length,
              classes: files.vocab.length,
              processes: world.collective.size,
              ...sample,
              steps: [step],
            })),
          ),
        ),
      ),
    ),
  );

/** Returns the network of the first measurement: the given options, and small defaults. */
const firstStep = ({ arch, size, batchSize }: GivenOptions): Omit<MeasuredStep, 'stepMs'> => ({
  arch: arch ?? SMALLEST_USEFUL.arch,
  size: size ?? SMALLEST_USEFUL.size,
  batchSize: batchSize ?? BATCH,
});

/** Decodes a sample of the images, and emits the median of their shorter sides and the mean time. */
const decodedSample = (
  { decode, now, collective }: Pick<Capabilities, 'decode' | 'now' | 'collective'>,
  { train }: ImageFiles,
): Observable<Pick<RecipeFacts, 'side' | 'decodeMs'>> =>
  defer(() => {
    const sample = evenly(train, SAMPLE);
    const startedAt = now();
    return decode(
      sample.map(({ path }) => ({
        image: path,
        plan: (size) => [
          { box: { left: 0, top: 0, ...size }, padMode: 'zeros', resizeTo: { height: SIDE, width: SIDE } },
        ],
      })),
    ).pipe(
      toArray(),
      map((outcomes) => {
        const sides = outcomes.flatMap((outcome) =>
          E.isRight(outcome) ? [Math.min(outcome.right.source.height, outcome.right.source.width)] : [],
        );
        return {
          side: medianOf(sides),
          // Each process decodes its share.
          decodeMs: (now() - startedAt) / Math.max(1, sample.length) / collective.size,
        };
      }),
    );
  });

/** Returns at most `count` files at equal distances. */
const evenly = (files: readonly ImageFile[], count: number): readonly ImageFile[] =>
  files.filter((_, i) => i % Math.ceil(files.length / count) === 0);
