import { badOption, MillraceError } from '../src/index.ts';
import { fittingBatchSize } from './fitting-batch-size.ts';
import type { MeasuredStep } from './measured-step.ts';
import type { ChosenOptions, GivenOptions } from './train-options.ts';
import { durationInWords, recipeReasons } from './recipe-reasons.ts';
import { timeOf, type RecipeTime } from './recipe-time.ts';
import { costOf, rungsUpTo, SMALLEST_USEFUL, type Rung } from './rungs.ts';

/** What a recipe depends on: the images and the machine. */
export interface RecipeFacts {
  readonly trainCount: number;
  readonly validCount: number;
  readonly classes: number;
  /** The number of processes that train together. */
  readonly processes: number;
  /** The median of the shorter sides of the images, in pixels; Infinity if it is not known. */
  readonly side: number;
  /** The mean time to decode an image, in milliseconds. */
  readonly decodeMs: number;
  /** At least one. */
  readonly steps: readonly [MeasuredStep, ...MeasuredStep[]];
}

/** What the user fixes. */
export interface RecipeRequest {
  readonly given: GivenOptions;
  /** Height of the images that pretrained weights were trained on, in pixels; undefined for random weights. */
  readonly pretrainedSize?: number | undefined;
  /** With pretrained weights: epochs that train only the head, before the others; 0 by default. */
  readonly headEpochs?: number | undefined;
  /** Seconds; undefined for about ten minutes, or longer if the images need it. */
  readonly budget: number | undefined;
}

/** A recipe: the options of a training, and why. */
export interface Recipe {
  readonly options: ChosenOptions;
  /** The estimated time of the training, in seconds. */
  readonly seconds: number;
  /** A sentence for each option that the recipe chose, and for its time. */
  readonly reasons: readonly string[];
}

/** The time to aim at without a budget, in seconds. */
const USUAL_BUDGET = 600;

/** The fraction of a budget that is planned: a schedule that is cut short gives a worse model than a shorter one. */
const PLANNED = 0.85;

/** Items are larger than batches by this factor, so that augmentation can crop and rotate. */
const PRESIZING = 1.25;

/** An item cache in memory has at most this many bytes. */
const CACHE_BYTES = 2 ** 30;

/** A batch costs at most as many multiply-adds as 64 images of xresnet18 at 128 px, which bounds memory. */
const MOST_MULTIPLY_ADDS = 43e9;

/**
 * Returns the options of a training: those given, and for the others a choice that fits the images, the machine and the
 * budget.
 *
 * It takes the largest network and size that leave time for enough epochs. The fewer the images, the more epochs they need.
 * Without a budget it aims at ten minutes, but trains longer rather than too few epochs.
 *
 * Throws BadOption if not even the smallest recipe fits the budget.
 */
export function recipeFor(facts: RecipeFacts, request: RecipeRequest): Recipe {
  const { given, budget, headEpochs = 0 } = request;
  const isPretrained = request.pretrainedSize !== undefined;
  const { few, most } = epochsFor(facts.trainCount, isPretrained);
  const enough = given.epochs ?? few;
  // The smallest one, if none leaves enough time.
  const { rung, batchSize, time, affordable } = candidates(facts, request).reduce((best, each) =>
    each.affordable >= enough ? each : best,
  );
  const least = budget === undefined ? enough : leastEpochs(facts, request);
  if (budget !== undefined && affordable < least)
    throw tooShort(facts, request, { rung, batchSize, time, affordable }, least);
  const itemSize = given.itemSize ?? itemSizeFor(rung.size, facts.side);
  const epochs = given.epochs ?? Math.max(least, Math.min(affordable, most));
  const options: ChosenOptions = {
    ...rung,
    itemSize,
    batchSize,
    epochs,
    mixup: given.mixup ?? (epochs >= MANY_EPOCHS && !isPretrained ? MIXUP : undefined),
    lr: given.lr ?? (isPretrained ? FINE_TUNING_LR : LR),
    cache: given.cache ?? cacheFor(facts, itemSize),
  };
  const seconds = time.once + (headEpochs + options.epochs) * time.perEpoch;
  const { imagesPerSecond } = time;
  return {
    options,
    seconds,
    reasons: recipeReasons(facts, { given, budget, options, seconds, imagesPerSecond, isPretrained }),
  };
}

/** A rung with its batch size, its time, and the number of epochs that the planned time allows. */
interface Candidate {
  readonly rung: Rung;
  readonly batchSize: number;
  readonly time: RecipeTime;
  readonly affordable: number;
}

/** Returns the candidates for a recipe, the cheapest first. */
const candidates = (
  facts: RecipeFacts,
  { given, budget, pretrainedSize, headEpochs = 0 }: RecipeRequest,
): readonly Candidate[] =>
  rungsFor(facts, given, pretrainedSize).map((rung) => {
    const batchSize = given.batchSize ?? batchSizeFor(facts, rung);
    const time = timeOf(facts, rung, batchSize);
    const planned = PLANNED * (budget ?? USUAL_BUDGET);
    const all = Math.floor((planned - time.once) / time.perEpoch);
    return { rung, batchSize, time, affordable: Math.max(0, all - headEpochs) };
  });

/** Returns the fewest epochs of a recipe that fits a budget: the network learns little from fewer. */
const leastEpochs = ({ trainCount }: RecipeFacts, { given, pretrainedSize }: RecipeRequest): number =>
  given.epochs ?? Math.max(4, Math.round(epochsFor(trainCount, pretrainedSize !== undefined).few / 3));

/** fastai's maximum rates for random weights, and for fine-tuning. */
const LR = 3e-3;
const FINE_TUNING_LR = 2e-3;

/** From this many epochs on, MixUp prevents overfitting; it delays shorter trainings. */
const MANY_EPOCHS = 25;
const MIXUP = 0.2;

/** Returns the least useful number of epochs, and the most that help: with fewer images, each is used more often. */
export function epochsFor(
  trainCount: number,
  isPretrained = false,
): { readonly few: number; readonly most: number } {
  const random = Math.min(80, Math.max(10, Math.round(1140 / Math.sqrt(trainCount))));
  // Pretrained weights only need to be adapted.
  const usual = isPretrained ? Math.max(5, Math.round(random / 4)) : random;
  return { few: Math.round(usual / 2), most: usual };
}

const SMALLEST_SIZE = 32;

/** Returns the rungs to choose from, the cheapest first: enlarging small images would only take time. */
function rungsFor(
  { side, trainCount }: RecipeFacts,
  { arch, size, itemSize = Infinity }: GivenOptions,
  pretrainedSize = 0,
): readonly Rung[] {
  // A given size also bounds the networks: the deeper ones are for larger images.
  const most = Math.max(SMALLEST_SIZE, size ?? Math.min(side, itemSize));
  const fitting = rungsUpTo(most, trainCount);
  // Weights do not recognize objects of less than half the size that they were trained on.
  const useful = Math.max(SMALLEST_USEFUL.size, pretrainedSize / 2);
  const least = Math.min(useful, Math.max(...fitting.map((rung) => rung.size)));
  const rungs = fitting
    .filter((rung) => rung.size >= least)
    .map((rung): Rung => ({ arch: arch ?? rung.arch, size: size ?? rung.size }));
  return [...new Map(rungs.map((rung) => [`${rung.arch} ${rung.size}`, rung])).values()].sort(
    (a, b) => costOf(a) - costOf(b),
  );
}

const SMALLEST_BATCH = 16;
const LARGEST_BATCH = 64;

/** An epoch has at least this many steps, if its batches are not the smallest. */
const STEPS = 20;

/** Few images are trained on in small batches, for more updates of the weights per epoch. */
function batchSizeFor({ trainCount, processes }: RecipeFacts, rung: Rung): number {
  const ofSteps = powerOfTwo(trainCount / STEPS);
  const ofMemory = powerOfTwo(MOST_MULTIPLY_ADDS / costOf(rung));
  const usual = Math.max(SMALLEST_BATCH, Math.min(LARGEST_BATCH, ofSteps, ofMemory));
  return fittingBatchSize(usual, trainCount, processes);
}

/** Returns the largest power of two up to a number. */
const powerOfTwo = (most: number): number => 2 ** Math.floor(Math.log2(most));

/** Returns an even number, so that half of an item is an integer number of pixels. */
const itemSizeFor = (size: number, side: number): number =>
  2 * Math.round(Math.max(size, Math.min(PRESIZING * size, side)) / 2);

const cacheFor = ({ trainCount, validCount }: RecipeFacts, itemSize: number): ChosenOptions['cache'] =>
  3 * itemSize ** 2 * (trainCount + validCount) <= CACHE_BYTES ? 'memory' : 'disk';

/** Returns the error of a budget that is too short for the fewest epochs of the cheapest candidate. */
function tooShort(
  facts: RecipeFacts,
  request: RecipeRequest,
  { rung, time, affordable }: Candidate,
  least: number,
): MillraceError {
  const needed = roundedUp((time.once + ((request.headEpochs ?? 0) + least) * time.perEpoch) / PLANNED);
  const budget = needed < MINUTES_FROM ? `${needed}s` : `${needed / 60}m`;
  const words = needed < MINUTES_FROM ? `${needed} seconds` : `${needed / 60} minutes`;
  const sample = sampleThatFits(facts, request);
  const others = [
    ...(affordable < 1 ? [] : [`--epochs ${affordable} for fewer epochs`]),
    ...(sample === undefined ? [] : [`--limit ${sample} for a sample of the images`]),
  ];
  return new MillraceError(
    badOption(
      '--budget',
      `at least ${words}, for ${least} ${least === 1 ? 'epoch' : 'epochs'} of ${rung.arch} at ${rung.size} px ` +
        `on ${facts.trainCount + facts.validCount} images with this machine`,
      durationInWords(request.budget ?? USUAL_BUDGET),
      `Use ${[`--budget ${budget}`, ...others].join(', or ')}.`,
    ),
  );
}

/** From this many seconds on, a budget is suggested in minutes. */
const MINUTES_FROM = 600;

/** Rounds seconds up to a number that people would choose. */
function roundedUp(seconds: number): number {
  const step = seconds < 120 ? 5 : seconds < MINUTES_FROM ? 10 : 60;
  return step * Math.ceil(seconds / step);
}

/** A sample is suggested if it has at least this many images. */
const SMALLEST_SAMPLE = 500;

/** Returns the number of images, halved until the smallest recipe for so many fits; undefined if there would be too few. */
function sampleThatFits(facts: RecipeFacts, request: RecipeRequest): number | undefined {
  const images = facts.trainCount + facts.validCount;
  for (let count = Math.floor(images / 2); count >= SMALLEST_SAMPLE; count = Math.floor(count / 2)) {
    const trainCount = Math.floor((facts.trainCount * count) / images);
    const sample = { ...facts, trainCount, validCount: count - trainCount };
    const least = leastEpochs(sample, request);
    if (candidates(sample, request).some(({ affordable }) => affordable >= least)) return count;
  }
  return undefined;
}
