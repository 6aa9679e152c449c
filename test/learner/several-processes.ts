import { left } from 'fp-ts/lib/Either.js';
import { forkJoin, of, toArray, type Observable } from 'rxjs';
import { augTransforms, type BatchTransform } from '../../src/batches/index.ts';
import type { Capabilities, ImageFiles, Metric, StateDict } from '../../src/core/index.ts';
import { resize, type ItemTransform } from '../../src/items/index.ts';
import {
  fit,
  imageData,
  learner,
  run,
  type FitConfig,
  type LearnerOptions,
  type Phase,
} from '../../src/learner/index.ts';
import {
  activation,
  conv,
  dense,
  globalPooling,
  network,
  sequential,
  type Architecture,
} from '../../src/nn/index.ts';
import { collect } from '../support/collect.ts';
import { decodeEach, rightOf } from '../support/decode-each.ts';
import { localCollectives } from '../support/local-collectives.ts';
import { madeFiles, madeWorld, numberOf, pixelsOf, type MadeWorld } from './made-world.ts';

const block = (inChannels: number, outChannels: number, stride = 1) =>
  sequential([conv({ inChannels, outChannels, kernelSize: 3, stride }), activation('relu')]);

/** A convolutional network without batch norm. */
export const plain: Architecture = ({ outputs }) =>
  network({
    name: 'plain',
    outputs,
    body: [
      ['one', block(3, 6, 2)],
      ['two', block(6, 8)],
    ],
    head: [
      ['pool', globalPooling()],
      ['dense', dense({ inFeatures: 8, outFeatures: outputs })],
    ],
  });

/** Returns a fit with a schedule that falls. */
export const fitOf = (epochs: number, options: Partial<FitConfig> = {}): Phase =>
  fit({
    name: `fit(${epochs})`,
    epochs,
    schedule: (position) => ({ learningRates: [0.01 * (1 - position / 2)], momentum: 0.9 }),
    ...options,
  });

/** A run of several processes. */
export interface TogetherOptions {
  readonly processes: number;
  readonly phases: readonly Phase[];
  readonly architecture?: Architecture;
  readonly options?: LearnerOptions;
  readonly batchSize?: number;
  readonly train?: number;
  readonly valid?: number;
  /** By default random ones. */
  readonly item?: readonly ItemTransform[];
  readonly batch?: readonly BatchTransform[];
  /** By default numbered ones. */
  readonly files?: ImageFiles;
  /** Changes the world of a process. */
  readonly change?: (rank: number) => Partial<Capabilities>;
}

/** What is left of it. */
export interface Together {
  /** Those of process 0. */
  readonly metrics: readonly Metric[];
  /** The numbers of metrics of each process. */
  readonly counts: readonly number[];
  /** The last model of each process. */
  readonly weights: readonly StateDict[];
  readonly worlds: readonly MadeWorld[];
}

/** Runs phases in several processes, here in one, and returns their metrics and models. */
export async function together(config: TogetherOptions): Promise<Together> {
  const worlds = worldsOf(config);
  const [streams] = await collect(forkJoin(worlds.map((world) => streamOf(world, config).pipe(toArray()))));
  return {
    metrics: streams![0]!,
    counts: streams!.map(({ length }) => length),
    weights: worlds.map(({ saved }) => saved.at(-1)!.weights),
    worlds,
  };
}

/** Returns the world of each process. */
export const worldsOf = ({ processes, change = () => ({}) }: TogetherOptions): readonly MadeWorld[] =>
  localCollectives(processes).map((collective, rank) => madeWorld({ collective, ...change(rank) }));

/** Returns the run of one process. */
export const streamOf = (
  world: Capabilities,
  {
    phases,
    architecture = plain,
    options = {},
    batchSize = 12,
    train = 48,
    valid = 7,
    item = [resize(12)],
    batch = augTransforms({ size: 8 }),
    files = madeFiles(train, valid),
  }: TogetherOptions,
): Observable<Metric> => {
  const data = imageData({
    files: of(files),
    item,
    batch,
    batchSize,
  });
  return run(world, { name: 'together', config: {} }, learner(data, architecture, options), ...phases);
};

/** Returns the greatest difference of two models, relative to the greatest weight. */
export function differenceOf(a: StateDict, b: StateDict): number {
  let [difference, greatest] = [0, 0];
  for (const [name, { data }] of a)
    data.forEach((value, i) => {
      difference = Math.max(difference, Math.abs(value - b.get(name)!.data[i]!));
      greatest = Math.max(greatest, Math.abs(value));
    });
  return difference / greatest;
}

/** Returns a decoder for which some numbered images are broken. */
export const decodeWithout = (...broken: readonly number[]): Capabilities['decode'] =>
  decodeEach((path) => {
    const number = numberOf(path);
    return of(broken.includes(number) ? left('broken') : rightOf(pixelsOf(number)));
  });
