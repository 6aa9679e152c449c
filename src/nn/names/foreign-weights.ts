import { timmName, valueAt, type StateArray, type StateDict } from '../../core/index.ts';
import { architectures } from '../architectures/architectures.ts';
import { checkWeights } from '../check-weights.ts';
import { includesAll, matchWeights } from '../match-weights.ts';
import type { Network } from '../network.ts';
import type { Naming } from '../specs/index.ts';
import type { Shape } from '../specs/shapes.ts';
import { fastaiNames } from './fastai-names.ts';
import { namingOf } from './naming-of.ts';
import { permuted, permutedShape } from './permuted.ts';
import { timmBodyNames, timmNames } from './timm-names.ts';
import { weightsOf, type PlacedWeight } from './weights-of.ts';

/** Options of {@link fromTimm}. */
export interface FromTimmOptions {
  /** Whether the weights of the head are returned too, or dropped: drop those that were trained for other classes. */
  readonly head: 'keep' | 'drop';
}

/** PyTorch's axes of our HWIO kernels and [in, out] matrices, and back, by the number of axes. */
const TO_TORCH: Readonly<Record<number, readonly number[]>> = { 2: [1, 0], 4: [3, 2, 0, 1] };
const FROM_TORCH: Readonly<Record<number, readonly number[]>> = { 2: [1, 0], 4: [2, 3, 1, 0] };

/**
 * Returns the weights of a network by timm's names, in timm's order and layouts: convolution kernels OIHW, dense weights
 * [out, in]. `num_batches_tracked`, which nothing reads, is left out.
 *
 * Throws BadOption for a network that timm does not have, see {@link timmNames}; BadData if a name or a shape of the
 * weights does not match the network's.
 *
 * @param weights as {@link Model.weights} returns them
 * @category Architectures and models
 */
export function toTimm(network: Network, weights: StateDict): StateDict {
  const naming = timmNames(network);
  checkWeights(network, weights);
  return new Map(
    weightsOf(network).map(({ path, parameter }) => [
      naming(path, parameter),
      relaid(valueAt(weights, fastaiNames(path, parameter)), TO_TORCH),
    ]),
  );
}

/**
 * Returns weights with timm's names and layouts as those of a network: the result of {@link toTimm}, or a file of
 * published weights. Without the head, a network with any head accepts them.
 *
 * Throws BadOption for a network that timm does not have, see {@link timmNames}; BadData if a name or a shape does not
 * match. `num_batches_tracked` is ignored.
 *
 * @param arrays the weights, with convolution kernels OIHW and dense weights [out, in]
 * @category Architectures and models
 */
export function fromTimm(network: Network, arrays: StateDict, { head }: FromTimmOptions): StateDict {
  const naming = head === 'keep' ? timmNames(network) : timmBodyNames(network);
  const wanted = weightsOf(network).filter(({ isHead }) => head === 'keep' || !isHead);
  const given = new Map(
    [...arrays].filter(([name]) => !isIgnored(name) && (head === 'keep' || !isTimmHead(name))),
  );
  matchWeights(torchShapes(wanted, naming), given, {
    of: `${called(network.name)}${head === 'keep' ? ` with ${network.outputs} outputs` : ', without its head'}`,
    advice: () => adviceFor(network, arrays),
  });
  return new Map(
    wanted.map(({ path, parameter }) => [
      fastaiNames(path, parameter),
      relaid(valueAt(given, naming(path, parameter)), FROM_TORCH),
    ]),
  );
}

const isIgnored = (name: string): boolean => name.endsWith('.num_batches_tracked');

const isTimmHead = (name: string): boolean => name.startsWith('fc.');

const relaid = (array: StateArray, orders: Readonly<Record<number, readonly number[]>>): StateArray => {
  const order = orders[array.shape.length];
  return order === undefined ? array : permuted(array, order);
};

const torchShapes = (weights: readonly PlacedWeight[], naming: Naming): ReadonlyMap<string, Shape> =>
  new Map(
    weights.map(({ path, parameter, shape }) => {
      const order = TO_TORCH[shape.length];
      return [naming(path, parameter), order === undefined ? shape : permutedShape(shape, order)];
    }),
  );

const called = (architecture: string): string => {
  const timms = timmName(architecture);
  return timms === null || timms === architecture ? architecture : `${architecture} (timm's ${timms})`;
};

function adviceFor(network: Network, arrays: StateDict): string {
  if (namingOf(arrays) === 'fastai')
    return 'The weights have the names of a Millrace model, not those of timm: load them as a Millrace model.';
  const architecture = architectureWith(arrays);
  if (architecture === network.name)
    return `The weights are those of ${called(architecture)} for other classes: drop their head.`;
  return architecture === null
    ? `The weights belong to no architecture of Millrace.`
    : `The weights are those of ${called(architecture)}: use this architecture.`;
}

/** Returns the architecture whose body has the names and shapes of weights of timm; null if there is none. */
export const architectureWith = (arrays: StateDict): string | null =>
  Object.entries(architectures)
    .filter(([name]) => timmName(name) !== null)
    .map(([name, architecture]) => {
      const network = architecture({ outputs: 1 });
      const body = weightsOf(network).filter(({ isHead }) => !isHead);
      return [name, torchShapes(body, timmNames(network))] as const;
    })
    .find(([, shapes]) => shapes.size === bodySize(arrays) && includesAll(arrays, shapes))?.[0] ?? null;

const bodySize = (arrays: StateDict): number =>
  [...arrays.keys()].filter((name) => !isIgnored(name) && !isTimmHead(name)).length;
