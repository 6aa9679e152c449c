import { availableParallelism, cpus } from 'node:os';
import { halfUnits, processorFlags } from '../../core/index.ts';

/** What a processor has that the speed of training depends on. */
export interface Processor {
  /** Its name, e.g. `AMD EPYC 9B14`. */
  readonly model: string;
  /** The cores that this process may use. */
  readonly cores: number;
  /** Its units for vectors and matrices, e.g. `AVX-512` and `AMX`, of those that TensorFlow's kernels use; empty if unknown. */
  readonly units: readonly string[];
  /** The units that compute in bfloat16; empty if it has none, or if unknown. */
  readonly bfloat16: readonly string[];
}

/** Names of units by those in /proc/cpuinfo. */
const UNITS = { avx2: 'AVX2', avx512f: 'AVX-512', asimd: 'NEON', sve: 'SVE' } as const;

/**
 * Returns the processor of this machine.
 *
 * @param cpuInfo the text of /proc/cpuinfo; empty where there is none
 */
export function processorOf(cpuInfo: string): Processor {
  const flags = processorFlags(cpuInfo);
  return {
    model: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    units: Object.entries(UNITS).flatMap(([flag, name]) => (flags.has(flag) ? [name] : [])),
    bfloat16: halfUnits(cpuInfo, 'bfloat16'),
  };
}

/** Returns for example `AMD EPYC 9B14, 2 cores, AVX2, AVX-512; bfloat16 by AVX512_BF16`. */
export const describeProcessor = ({ model, cores, units, bfloat16 }: Processor): string =>
  [
    [model, `${cores} ${cores === 1 ? 'core' : 'cores'}`, ...units].join(', '),
    ...(units.length === 0
      ? []
      : [bfloat16.length === 0 ? 'no units for bfloat16' : `bfloat16 by ${bfloat16.join(' and ')}`]),
  ].join('; ');
