import type { ModelDescription } from '../core/index.ts';
import { outputNames } from './output-names.ts';

/** What a model is, and how images are prepared for it: plain data for the metadata of a file. */
export interface ModelSettings extends Pick<
  ModelDescription,
  'architecture' | 'task' | 'size' | 'preparation'
> {
  /** A name for each output. */
  readonly classes: readonly string[];
  /** Of each channel of RGB in 0..1; null if images are not normalized. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
}

/** Returns the settings of a model. */
export const modelSettings = (description: ModelDescription): ModelSettings => {
  const { architecture, size, normalization, task, preparation } = description;
  return {
    architecture,
    classes: outputNames(description),
    task,
    size,
    mean: normalization?.mean ?? null,
    std: normalization?.std ?? null,
    preparation,
  };
};
