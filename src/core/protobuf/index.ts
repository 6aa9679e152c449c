/** Writing messages of Protocol Buffers: TensorFlow's graphs and TensorBoard's events are such. */
export { joined, littleEndian } from './bytes.ts';
export { bytes, double, float, message, text, whole } from './fields.ts';
