/** Names of a processor's units that compute in a half type, by those in /proc/cpuinfo. */
const UNITS = {
  bfloat16: { avx512_bf16: 'AVX512_BF16', amx_bf16: 'AMX', bf16: 'BF16' },
  float16: { avx512_fp16: 'AVX512_FP16', amx_fp16: 'AMX', asimdhp: 'FP16' },
} as const;

/** Returns the names of what a processor has, as /proc/cpuinfo lists it. */
export const processorFlags = (cpuInfo: string): ReadonlySet<string> =>
  new Set((/^(?:flags|Features)\s*:(.*)$/m.exec(cpuInfo)?.[1] ?? '').split(' '));

/**
 * Returns the units of a processor that compute in a half type; none if unknown.
 *
 * @param cpuInfo the text of /proc/cpuinfo; empty where there is none
 */
export function halfUnits(cpuInfo: string, precision: keyof typeof UNITS): readonly string[] {
  const flags = processorFlags(cpuInfo);
  return Object.entries(UNITS[precision]).flatMap(([flag, name]) => (flags.has(flag) ? [name] : []));
}
