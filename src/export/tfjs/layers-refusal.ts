import { at } from '../../core/index.ts';
import { IMAGE, type ExportedNetwork, type Operation } from '../operation.ts';

/** Returns why layers of TensorFlow.js cannot express a network; null if they can. */
export function layersRefusal({ operations }: ExportedNetwork): string | null {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  if (operations.some((operation) => operation.kind === 'conv' && operation.groups > 1))
    return 'the layers of TensorFlow.js have no grouped convolutions';
  const padsNegative = operations.some(
    (operation) =>
      operation.kind === 'maxPool' &&
      operation.padding > 0 &&
      !isNonNegative(at(operation.inputs, 0), byName),
  );
  return padsNegative
    ? 'the layers of TensorFlow.js pad with zeros before max pooling, which is wrong for negative values, as after mish'
    : null;
}

/** Whether all values of an operation's output are at least 0. */
function isNonNegative(name: string, byName: ReadonlyMap<string, Operation>): boolean {
  const operation = name === IMAGE ? undefined : byName.get(name);
  switch (operation?.kind) {
    case 'relu':
    case 'sigmoid':
      return true;
    case 'maxPool':
    case 'averagePool':
      return isNonNegative(at(operation.inputs, 0), byName);
    default:
      return false;
  }
}
