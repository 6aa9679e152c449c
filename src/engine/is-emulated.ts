import { readFileSync } from 'node:fs';
import { halfUnits, type Precision } from '../core/index.ts';
import { engineInfo } from './engine-info.ts';

const cpuInfo = (): string => {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
};

/** Returns whether this device has no units for a type. TensorFlow's kernels then take many times as long as in float32. */
export const isEmulated = (precision: Precision): boolean =>
  precision !== 'float32' &&
  engineInfo().device === 'cpu' &&
  (without[precision] ??= halfUnits(cpuInfo(), precision).length === 0);

/** What is known so far. */
const without: Partial<Record<Precision, boolean>> = {};
