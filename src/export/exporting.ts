import type * as E from 'fp-ts/lib/Either.js';
import type { ModelDescription, StateDict } from '../core/index.ts';
import type { Network } from '../nn/for-inference.ts';
import type { ExportedFile, ExportOptions } from './export-options.ts';
import type { ExportedNetwork } from './operation.ts';
import type { TrainingFacts } from './training-facts.ts';

/** A model and the options of its export. */
export interface Exporting {
  readonly description: ModelDescription;
  readonly spec: Network;
  readonly weights: StateDict;
  readonly network: ExportedNetwork;
  readonly half: boolean;
  readonly input: NonNullable<ExportOptions['input']>;
  readonly facts: TrainingFacts | null;
  readonly page: ExportOptions['page'];
  /** The function that maps logits to probabilities. */
  readonly activation: 'softmax' | 'sigmoid';
}

/** Why a format cannot express a model. */
export interface Refusal {
  /** The option to change. */
  readonly option: 'format' | 'input';
  readonly reason: string;
  /** What the user can do, as a sentence. */
  readonly advice: string;
}

/** A format of exports. */
export interface Format {
  /** What the model can receive, the default first. */
  readonly inputs: readonly NonNullable<ExportOptions['input']>[];
  /** Every export in this format has a file of this name. */
  readonly main: string;
  /** Matches the names of all files that the format writes. */
  readonly names: RegExp;
  /** Returns the files of a model. Left: the format cannot express it. */
  readonly files: (exporting: Exporting) => E.Either<Refusal, readonly ExportedFile[]>;
}
