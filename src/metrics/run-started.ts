import {
  METRIC_VERSION,
  type Comparison,
  type ImageFiles,
  type PlannedPhase,
  type Reference,
  type RunStarted,
} from '../core/index.ts';
import { engineInfo } from '../engine/index.ts';
import { parameterCount, singleLabel, type Network, type Task } from '../nn/index.ts';

/** Options of {@link runStarted}. */
export interface RunStartedConfig {
  /** The pipeline's name. */
  readonly name: string;
  /** The resolved configuration, plain JSON. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly reference?: Comparison | undefined;
  readonly files: ImageFiles;
  /** What the network recognizes; one class per image by default. */
  readonly task?: Task;
  readonly network: Network;
  /** The phases of the run, in order; by default not known. */
  readonly phases?: readonly PlannedPhase[];
  /** The number of processes that train together; 1 by default. */
  readonly processes?: number;
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
  phases = [],
  task = singleLabel(),
  processes = 1,
}: RunStartedConfig): RunStarted => ({
  _tag: 'RunStarted',
  version: METRIC_VERSION,
  pipeline: name,
  // JSON has no undefined.
  config: Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined)),
  engine: engineInfo(),
  architecture: network.name,
  parameters: parameterCount(network),
  trainCount: train.length,
  validCount: valid.length,
  vocab,
  task: task.description.kind,
  reference: referenceFor(vocab, reference),
  phases: phases.map(({ name, kind, epochs }) => ({ name, kind, epochs })),
  ...(processes === 1 ? {} : { processes }),
});

/** Returns the reference if it has the same classes, else null. */
function referenceFor(vocab: readonly string[], reference: Comparison | undefined): Reference | null {
  if (reference === undefined) return null;
  const { source, accuracy, classes = vocab } = reference;
  const isSame = classes.length === vocab.length && classes.every((name, i) => name === vocab[i]);
  return isSame ? { source, accuracy } : null;
}
