import { printable, type ModelDescription } from '../core/index.ts';

/** Returns a name for each output of a model, in one line each: those of the classes, then `output 10`, `output 11`, …. */
export const outputNames = ({ outputs, vocab }: ModelDescription): readonly string[] =>
  Array.from({ length: outputs }, (_, i) => printable(vocab[i] ?? `output ${i}`));
