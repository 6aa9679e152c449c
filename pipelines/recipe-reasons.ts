import { kebabCase } from './options.ts';
import type { ChosenOptions, GivenOptions } from './train-options.ts';
import type { RecipeFacts } from './recipe-for.ts';

/** What the reasons of a recipe say. */
export interface ReasonsConfig {
  readonly given: GivenOptions;
  readonly budget: number | undefined;
  readonly options: ChosenOptions;
  readonly seconds: number;
  readonly imagesPerSecond: number;
  /** Whether training starts from pretrained weights. */
  readonly isPretrained: boolean;
}

/** Fewer training images per class than this are few. */
const FEW_PER_CLASS = 20;

/** Returns a sentence for each option that a recipe chose, and one for its time; the most important one is the last. */
export function recipeReasons(facts: RecipeFacts, config: ReasonsConfig): readonly string[] {
  const { trainCount, classes, side } = facts;
  const { given, budget, options, seconds, imagesPerSecond, isPretrained } = config;
  const { size, itemSize, batchSize, epochs } = options;
  const within = budget === undefined ? 'about ten minutes' : durationInWords(budget);
  const why: Readonly<Record<keyof ChosenOptions, string>> = {
    arch: `with it this machine trains on ${rounded(imagesPerSecond)} images per second at ${size} px`,
    size:
      size >= side
        ? `half of the images are no larger than ${Math.round(side)} px`
        : `the largest that leaves time for enough epochs in ${within}`,
    itemSize:
      itemSize > size
        ? `a quarter larger than --size, so that augmentation can crop and rotate`
        : 'as --size: the images are small',
    batchSize: `${Math.floor(trainCount / batchSize)} updates of the weights per epoch`,
    epochs: isPretrained
      ? `${trainCount} training images; pretrained weights need few epochs`
      : `${trainCount} training images${trainCount < 2000 ? ', few, which the network must see often, each time augmented differently' : ''}`,
    mixup: 'blends of two images, against overfitting in many epochs',
    lr: `fastai's maximum rate for ${isPretrained ? 'fine-tuning' : 'random weights'}`,
    cache: `the decoded images need ${megabytes(facts, itemSize)}`,
  };
  const chosen = (Object.keys(why) as (keyof ChosenOptions)[]).filter(
    (name) => given[name] === undefined && options[name] !== undefined,
  );
  return [
    ...(trainCount < FEW_PER_CLASS * classes
      ? [
          `${trainCount} training images of ${classes} classes are few: expect mistakes on new images. ` +
            'A hundred per class are a good start.',
        ]
      : []),
    ...chosen.map((name) => `--${kebabCase(name)} ${options[name]}: ${why[name]}`),
    `Estimated time: ${durationInWords(seconds)} for ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}` +
      (budget === undefined && seconds > LONG
        ? '. For less, use --budget 10m, or --limit N for a sample of the images'
        : ''),
  ];
}

/** Without a budget, a training that takes longer than this many seconds says how to shorten it. */
const LONG = 900;

const rounded = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

const megabytes = ({ trainCount, validCount }: RecipeFacts, itemSize: number): string =>
  `${Math.ceil((3 * itemSize ** 2 * (trainCount + validCount)) / 1e6)} MB`;

/** Returns `40 seconds`, `9 minutes` or `2.5 hours`. */
export function durationInWords(seconds: number): string {
  const count = (value: number, unit: string): string => `${value} ${unit}${value === 1 ? '' : 's'}`;
  if (seconds < 90) return count(Math.ceil(seconds), 'second');
  if (seconds < 5400) return count(Math.round(seconds / 60), 'minute');
  return count(Math.round(seconds / 360) / 10, 'hour');
}
