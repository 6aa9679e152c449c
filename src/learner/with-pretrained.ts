import { map, type Observable } from 'rxjs';
import type { ChannelStats, Notice, StateDict, Weights } from '../core/index.ts';
import { bodyWeights, fromTimm, namingOf, type Network } from '../nn/index.ts';
import type { Phase } from './phase.ts';

/**
 * Returns a phase that loads pretrained weights into the body of the network; its head stays as it is. For transfer
 * learning, as fastai's vision_learner does before it trains.
 *
 * The weights come from a Millrace model with any head and classes, or from the same network in timm. Emits a
 * {@link Notice} with their file and the normalization of the images. Errors with BadData, and changes nothing, if names or shapes do not match the network's.
 *
 * @param weights$ for example `world.readWeights(path)`
 * @category Phases
 */
export const withPretrained = (weights$: Observable<Weights>): Phase => ({
  name: 'withPretrained',
  kind: 'weights',
  epochs: 0,
  run: ({ state, data: { normalization } }) =>
    weights$.pipe(
      map((weights): Notice => {
        const { model } = state;
        model.load(new Map([...model.weights(), ...bodyOf(model.network, weights)]));
        state.evaluated = model;
        return {
          _tag: 'Notice',
          text: `${loaded(weights)}; the head is new; ${normalizedBy(normalization)}`,
        };
      }),
    ),
});

/** Returns a description of the file of the weights. */
function loaded({ path, config }: Weights): string {
  if (config === null) return `loaded pretrained weights of ${path}`;
  const { architecture, classes, inputSize, cropPct, licence } = config;
  const facts = [
    architecture,
    `${classes} classes`,
    ...(inputSize === null ? [] : [`${inputSize.join('×')} px`]),
    ...(cropPct === null ? [] : [`central crop of ${cropPct}`]),
    `licence ${licence ?? 'not stated'}`,
  ];
  return `loaded pretrained weights of ${path} (${facts.join(', ')})`;
}

const normalizedBy = (stats: ChannelStats | null): string =>
  stats === null
    ? 'images are not normalized'
    : `images are normalized by mean ${stats.mean.join(', ')} and standard deviation ${stats.std.join(', ')}`;

/** Returns the weights of the body, by the names of a network. */
const bodyOf = (network: Network, { arrays }: Weights): StateDict =>
  namingOf(arrays) === 'timm' ? fromTimm(network, arrays, { head: 'drop' }) : bodyWeights(network, arrays);
