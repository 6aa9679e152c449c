import type { Path } from '../specs/path.ts';

const BRANCHES = { path: 'convpath', shortcut: 'idpath' } as const;

/**
 * Returns fastai's name of a layer, or of one of its parameters or buffers: `4.0.convpath.0.1.weight`. Model files and
 * checkpoints have these names.
 *
 * @param path the place of the layer in its network
 * @param parameter the name of a parameter or buffer in the layer
 * @category Architectures and models
 */
export const fastaiNames = (path: Path, parameter?: string): string =>
  [
    ...path.map((part) => (typeof part === 'number' ? part : BRANCHES[part])),
    ...(parameter === undefined ? [] : [parameter]),
  ].join('.');
