import type { ModelDescription, StateDict } from '../core/index.ts';
import type { Network } from '../nn/for-inference.ts';
import type { ExportedFile, ExportOptions } from './export-options.ts';
import type { ExportedNetwork } from './operation.ts';
import type { TrainingFacts } from './training-facts.ts';

export type { ExportedFile } from './export-options.ts';

/** A model on its way into a format. */
export interface Exporting {
  readonly description: ModelDescription;
  readonly spec: Network;
  readonly weights: StateDict;
  readonly network: ExportedNetwork;
  readonly half: boolean;
  readonly input: NonNullable<ExportOptions['input']>;
  readonly facts: TrainingFacts | null;
  readonly page: ExportOptions['page'];
  /** What turns logits into probabilities. */
  readonly activation: 'softmax' | 'sigmoid';
}

/** A format: what it cannot express, and how it is written. */
export interface Format {
  /** What the model can receive, the default first. */
  readonly inputs: readonly NonNullable<ExportOptions['input']>[];
  /** Returns why the format cannot express a model; null if it can. */
  readonly refusal: (exporting: Exporting) => string | null;
  readonly files: (exporting: Exporting) => readonly ExportedFile[];
}
