import { badData, MillraceError, type StateDict } from '../core/index.ts';
import { parametersOf, type Network } from './network.ts';

/** Throws BadData if a name or a shape of the weights does not match the network's. */
export function checkWeights(network: Network, weights: StateDict): void {
  const { name: architecture, outputs } = network;
  const { parameters, buffers } = parametersOf(network);
  const own = new Map([...parameters, ...buffers].map(({ name, shape }) => [name, shape]));
  const wrong = [...own].flatMap(([name, shape]) => {
    const given = weights.get(name)?.shape;
    return given?.join() === shape.join()
      ? []
      : [`${name} ${given === undefined ? 'missing' : `[${given.join()}]`}`];
  });
  const unknown = [...weights.keys()].filter((name) => !own.has(name));
  if (wrong.length + unknown.length > 0)
    throw new MillraceError(
      badData(
        'weights',
        `the names and shapes of ${architecture} with ${outputs} outputs`,
        [...wrong, ...unknown.map((name) => `${name} unknown`)].slice(0, 3).join(', '),
        'Use the architecture and the number of outputs that the weights were trained with.',
      ),
    );
}
