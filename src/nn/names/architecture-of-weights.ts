import {
  architectureOfTimm,
  badData,
  isArchitectureName,
  MillraceError,
  type ArchitectureName,
  type Weights,
} from '../../core/index.ts';
import { architectureWith } from './foreign-weights.ts';
import { namingOf } from './naming-of.ts';
import { architectureWithBody } from './transferred.ts';

/**
 * Returns the name of the architecture that weights belong to: the one that their file or its `config.json` names, or else the
 * one that has the names and shapes of their body.
 *
 * Throws BadData if there is none.
 *
 * @category Architectures and models
 */
export function architectureOfWeights({ path, arrays, description, config }: Weights): ArchitectureName {
  const named =
    description?.architecture ?? (config === null ? null : architectureOfTimm(config.architecture));
  const found = named ?? (namingOf(arrays) === 'timm' ? architectureWith : architectureWithBody)(arrays);
  if (found !== null && isArchitectureName(found)) return found;
  throw new MillraceError(
    badData(
      path,
      "weights of one of Millrace's architectures, or of the same network by timm",
      found ?? config?.architecture ?? `arrays such as ${[...arrays.keys()].slice(0, 3).join(', ')}`,
      'For what --arch accepts: millrace train --help',
    ),
  );
}
