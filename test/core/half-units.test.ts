import { expect, test } from 'vitest';
import { halfUnits } from '../../src/core/index.ts';

test.each([
  ['flags\t\t: avx2 avx512_bf16 amx_bf16', ['AVX512_BF16', 'AMX'], []],
  ['flags\t\t: avx512_fp16 amx_fp16', [], ['AVX512_FP16', 'AMX']],
  ['Features\t: asimd asimdhp bf16', ['BF16'], ['FP16']],
  ['flags\t\t: avx2 fma', [], []],
  ['', [], []],
])('the units for half types of a processor: %j', (line, bfloat16, float16) => {
  const cpuInfo = `processor\t: 0\n${line}\nbugs\t\t: none\n`;
  expect(halfUnits(cpuInfo, 'bfloat16')).toEqual(bfloat16);
  expect(halfUnits(cpuInfo, 'float16')).toEqual(float16);
});
