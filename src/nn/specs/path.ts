/**
 * The place of a layer in a network: its positions in sequences, from 0, and the branches of residual blocks that hold it.
 * For example `[4, 0, 'path', 1, 0]`.
 */
export type Path = readonly (number | 'path' | 'shortcut')[];

/** Returns the name of a layer at a path, or that of one of its parameters or buffers. */
export type Naming = (path: Path, parameter?: string) => string;
