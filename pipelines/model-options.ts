import type { ModelDescription } from '../src/index.ts';
import type { DataOptions } from './options.ts';

/** The options that the preparation of a model stands for; undefined where no option stands for it. */
export type PreparationOptions = {
  readonly [Name in 'itemSize' | 'resize' | 'interpolation' | 'augment']: DataOptions[Name] | undefined;
};

/**
 * Returns the options with which `trainingData` prepares images as a model was trained. Null for a model of a version that
 * did not record it.
 */
export function preparationOptions({
  preparation,
}: Pick<ModelDescription, 'preparation'>): PreparationOptions | null {
  if (preparation === null) return null;
  const [item, ...others] = preparation.item;
  const { size, method } = item?.settings ?? {};
  const [height, width] = Array.isArray(size) ? (size as readonly unknown[]) : [];
  const isResize = item?.name === 'resize' && others.length === 0 && height === width;
  const batch = preparation.batch.find(({ name }) => name === 'presized');
  return {
    itemSize: isResize && typeof height === 'number' ? height : undefined,
    resize: isResize ? METHODS.find((each) => each === method) : undefined,
    augment: preparation.batch.some(({ name }) => name === 'resized') ? false : undefined,
    interpolation: INTERPOLATIONS.find((each) => each === batch?.settings['interpolation']),
  };
}

/** Returns the options of a fit on the images of a model; empty for none. */
export function modelOptions(model: ModelDescription | null): Readonly<Record<string, unknown>> {
  if (model === null) return {};
  const options: Readonly<Record<string, unknown>> = { size: model.size[0], ...preparationOptions(model) };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

const METHODS = ['crop', 'squish', 'pad'] as const;
const INTERPOLATIONS = ['twice', 'once', 'step-by-step'] as const;
