import { expect, test } from 'vitest';
import { describeProcessor, processorOf } from '../../../src/provision/machine/processor.ts';

test.each([
  ['flags\t\t: fpu sse2 avx avx2 fma', ['AVX2'], []],
  ['flags\t\t: avx2 avx512f avx512_bf16 amx_bf16 amx_tile', ['AVX2', 'AVX-512'], ['AVX512_BF16', 'AMX']],
  ['Features\t: fp asimd sve bf16', ['NEON', 'SVE'], ['BF16']],
  ['', [], []],
])('%j', (line, units, bfloat16) => {
  expect(processorOf(`processor\t: 0\n${line}\nbugs\t\t: none\n`)).toMatchObject({ units, bfloat16 });
});

test('in words', () => {
  const processor = { model: 'EPYC', cores: 2, units: ['AVX2', 'AVX-512'], bfloat16: ['AVX512_BF16', 'AMX'] };
  expect(describeProcessor(processor)).toBe('EPYC, 2 cores, AVX2, AVX-512; bfloat16 by AVX512_BF16 and AMX');
  expect(describeProcessor({ ...processor, cores: 1, bfloat16: [] })).toBe(
    'EPYC, 1 core, AVX2, AVX-512; no units for bfloat16',
  );
  expect(describeProcessor({ ...processor, units: [], bfloat16: [] })).toBe('EPYC, 2 cores');
});
