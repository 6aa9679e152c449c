import type { Precision } from '../../../src/core/index.ts';
import type { Setting } from '../settings.ts';

export type GpuSetting = Pick<Setting, 'arch' | 'size' | 'item' | 'batch'>;

/** How much is measured, and how long. Times are in seconds. */
export interface GpuPlan {
  /** The limit for everything together. */
  readonly total: number;
  /** The limits of the first two parts; the last one has the rest. */
  readonly steps: number;
  readonly epoch: number;
  readonly stepSettings: readonly GpuSetting[];
  /** Of one round of training steps. */
  readonly round: number;
  readonly repeats: number;
  readonly epochSetting: GpuSetting;
  readonly epochImages: number;
  readonly bookSetting: GpuSetting;
  /** Images of the epoch that shows how many fit in the remaining time. */
  readonly trialImages: number;
  /** The most images of the book's epoch. */
  readonly bookImages: number;
}

export const precisions: readonly Precision[] = ['float32', 'bfloat16', 'float16'];

/** The plan for a GPU: ends within 8 minutes. */
export const fullPlan: GpuPlan = {
  total: 460,
  steps: 190,
  epoch: 100,
  stepSettings: [
    { arch: 'xresnet18', size: 64, item: 80, batch: 64 },
    { arch: 'xresnet50', size: 128, item: 160, batch: 64 },
  ],
  round: 1.5,
  repeats: 5,
  epochSetting: { arch: 'xresnet50', size: 128, item: 160, batch: 64 },
  epochImages: 2560,
  bookSetting: { arch: 'xresnet50', size: 224, item: 460, batch: 64 },
  trialImages: 512,
  bookImages: Infinity,
};

/** Every part with tiny sizes and one repeat: tests the benchmark itself. */
export const dryPlan: GpuPlan = {
  total: 150,
  steps: 70,
  epoch: 40,
  stepSettings: fullPlan.stepSettings.map((setting) => ({ ...setting, size: 32, item: 40, batch: 4 })),
  round: 0,
  repeats: 1,
  epochSetting: { arch: 'xresnet18', size: 32, item: 40, batch: 20 },
  // Enough for an image of every class.
  epochImages: 100,
  bookSetting: { arch: 'xresnet50', size: 32, item: 40, batch: 20 },
  trialImages: 100,
  bookImages: 100,
};

/** Returns how a setting is named in the table. */
export const nameOf = ({ arch, size, batch }: GpuSetting): string => `${arch} ${size} px, batch ${batch}`;

/** The least images of the book's epoch that tell something: a few batches. */
const MIN_BATCHES = 4;

/**
 * Returns the number of images whose epoch fits in a time on both sides, one after the other, in full batches; 0 if too few
 * do. A tenth of the time is kept for the start of the run.
 *
 * @param each the seconds per image of each side
 */
export function imagesThatFit(seconds: number, each: readonly number[], batch: number, most: number): number {
  const all = Math.min(most, (0.9 * seconds) / each.reduce((sum, one) => sum + one, 0));
  const images = batch * Math.floor(all / batch);
  return images < MIN_BATCHES * batch ? 0 : images;
}
