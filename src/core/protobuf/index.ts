/** Encodes Protocol Buffers messages, such as TensorFlow's graphs and TensorBoard's events. */
export { concatBytes, littleEndian } from './bytes.ts';
export { bytes, double, float, int, message, string } from './fields.ts';
