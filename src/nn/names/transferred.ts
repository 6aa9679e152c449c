import { type StateArray, type StateDict, valueAt } from '../../core/index.ts';
import { architectures } from '../architectures/architectures.ts';
import { includesAll, matchWeights } from '../match-weights.ts';
import type { Network } from '../network.ts';
import type { Shape } from '../specs/shapes.ts';
import { fastaiNames } from './fastai-names.ts';
import { namingOf } from './naming-of.ts';
import { weightsOf } from './weights-of.ts';

/**
 * Returns the weights of the body of a network, from those of a model that may have another head and other classes, as
 * after training on other images. The names are those of `network`, in its order.
 *
 * Throws BadData if a name or a shape in the bodies does not match. The heads are not compared.
 *
 * @param weights the weights by the names of a Millrace model
 * @category Architectures and models
 */
export function bodyWeights(network: Network, weights: StateDict): StateDict {
  const wanted = bodyOf(network);
  const stages = network.stages.filter(({ isHead }) => !isHead).length;
  const given = bodyIn(weights, stages, shapesOf(wanted));
  matchWeights(shapesOf(wanted), given, {
    of: `the body of ${network.name}`,
    advice: () => adviceFor(weights),
  });
  return new Map(wanted.map(({ name, flatName }) => [name, valueAt(given, flatName)]));
}

interface BodyWeight {
  readonly name: string;
  /** Its name in a network whose body and head are numbered together. */
  readonly flatName: string;
  readonly shape: Shape;
}

/** Returns the weights of the body of a network. */
function bodyOf(network: Network): readonly BodyWeight[] {
  const nested = isNested(network);
  return weightsOf(network)
    .filter(({ isHead }) => !isHead)
    .map(({ path, parameter, shape }) => ({
      name: fastaiNames(path, parameter),
      flatName: fastaiNames(nested ? path.slice(1) : path, parameter),
      shape,
    }));
}

/** Returns whether the body and the head of a network are numbered separately. */
const isNested = ({ stages }: Network): boolean => stages.some(({ path }) => path.length > 1);

const shapesOf = (body: readonly BodyWeight[]): ReadonlyMap<string, Shape> =>
  new Map(body.map(({ flatName, shape }) => [flatName, shape]));

/**
 * Returns the weights of the body of a model, by names without its prefix. The names alone do not tell whether a model is
 * nested, so of both readings that with more of the expected names is returned.
 */
function bodyIn(weights: StateDict, stages: number, expected: ReadonlyMap<string, Shape>): StateDict {
  const readings = [flatBody(weights, stages), nestedBody(weights)] as const;
  const [flat, nested] = readings.map((body) => [...body.keys()].filter((name) => expected.has(name)).length);
  return readings[(nested ?? 0) > (flat ?? 0) ? 1 : 0];
}

/** A head has no residual blocks: one after the last stage belongs to the body of a deeper network. */
const flatBody = (weights: StateDict, stages: number): StateDict =>
  new Map(
    [...weights].filter(([name]) => Number.parseInt(name, 10) < stages || /\.(convpath|idpath)\./.test(name)),
  );

const nestedBody = (weights: StateDict): StateDict =>
  new Map(
    [...weights].flatMap(([name, array]): (readonly [string, StateArray])[] =>
      name.startsWith('0.') ? [[name.slice('0.'.length), array]] : [],
    ),
  );

function adviceFor(weights: StateDict): string {
  if (namingOf(weights) === 'timm') return 'The weights have the names of timm: convert them first.';
  const architecture = architectureWithBody(weights);
  return architecture === null
    ? 'Use the architecture that the weights were trained with.'
    : `The weights are those of ${architecture}: use this architecture.`;
}

/** Returns the architecture whose body has the names and shapes of weights of Millrace; null if there is none. */
export const architectureWithBody = (weights: StateDict): string | null =>
  Object.entries(architectures).find(([, each]) => {
    const network = each({ outputs: 1 });
    const expected = shapesOf(bodyOf(network));
    const given = bodyIn(weights, network.stages.filter(({ isHead }) => !isHead).length, expected);
    return given.size === expected.size && includesAll(given, expected);
  })?.[0] ?? null;
