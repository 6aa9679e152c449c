import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import * as S from 'fp-ts/lib/string.js';
import {
  METRIC_VERSION,
  type Comparison,
  type ImageFiles,
  type Reference,
  type RunStarted,
} from '../core/index.ts';
import { engineInfo } from '../engine/index.ts';
import { parameterCount, type Network } from '../nn/index.ts';

/** Options of {@link runStarted}. */
export interface RunStartedConfig {
  /** The pipeline's name. */
  readonly name: string;
  /** The resolved configuration, plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly reference?: Comparison | undefined;
  readonly files: ImageFiles;
  readonly network: Network;
}

/**
 * Returns the first metric of a run: its network, data, configuration and engine. Loads TensorFlow.
 *
 * @param config the pipeline, its data and its network
 * @category Metrics
 */
export const runStarted = ({
  name,
  config,
  files: { train, valid, vocab },
  network,
  reference,
}: RunStartedConfig): RunStarted => ({
  _tag: 'RunStarted',
  version: METRIC_VERSION,
  pipeline: name,
  config,
  engine: engineInfo(),
  architecture: network.name,
  parameters: parameterCount(network),
  trainCount: train.length,
  validCount: valid.length,
  vocab,
  reference: comparable(reference, vocab),
});

function comparable(reference: Comparison | undefined, vocab: readonly string[]): Reference | null {
  if (reference === undefined) return null;
  const { source, accuracy, classes = vocab } = reference;
  return sameTexts.equals(classes, vocab) ? { source, accuracy } : null;
}

const sameTexts = RA.getEq(S.Eq);
