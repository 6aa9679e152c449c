import * as RA from 'fp-ts/ReadonlyArray';
import * as S from 'fp-ts/string';
import {
  METRIC_VERSION,
  type Comparison,
  type ImageFiles,
  type Reference,
  type RunStarted,
} from '../core/index.ts';
import { engineInfo } from '../engine/index.ts';
import { parameterCount, type Network } from '../nn/index.ts';

/** What a run is about. */
export interface RunStartedConfig {
  /** The pipeline's name. */
  readonly name: string;
  /** What was asked for; plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly reference?: Comparison | undefined;
  readonly files: ImageFiles;
  readonly network: Network;
}

/** The first metric of a run: what trains on what, with which engine. */
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
