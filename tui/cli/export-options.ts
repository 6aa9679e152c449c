import { exportFormats } from '../../src/core/index.ts';
import { choice } from './option-kinds.ts';
import type { OptionSpec } from './options.ts';

/** The options of `export`: their defaults, and texts that differ from those of other commands. */
export const exportDefaults = {
  format: undefined,
  half: false,
  input: undefined,
  weights: 'best',
  out: undefined,
} as const;

export const exportHelp = {
  out: 'the folder to write to (default: the format, in the folder `exported` of the run)',
} as const;

/** Options whose meaning differs for this command. */
export const exportReplaces: readonly OptionSpec[] = [
  {
    name: 'format',
    value: 'FORMAT',
    help: 'onnx, tfjs (with a web page), saved-model (TensorFlow) or timm (PyTorch)',
    type: choice(...exportFormats),
    perCall: true,
  },
];
