import { expect, test } from 'vitest';
import { wheelsFor } from '../../../src/provision/engine/wheels.ts';

test.each([
  ['linux-x64', 'cpu', 'tensorflow-cpu', 'manylinux_2_27_x86_64', 274],
  ['linux-x64', 'gpu', 'tensorflow', 'manylinux_2_27_x86_64', 572],
  ['linux-arm64', 'cpu', 'tensorflow', 'manylinux_2_27_aarch64', 282],
  ['darwin-arm64', 'cpu', 'tensorflow', 'macosx_12_0_arm64', 223],
] as const)('%s %s', (platform, device, name, tag, megabytes) => {
  const { tensorflow, zig } = wheelsFor(platform, device)!;
  expect(tensorflow).toMatchObject({ name, tag, version: '2.21.0' });
  expect(Math.round(tensorflow.bytes / 1e6)).toBe(megabytes);
  expect([tensorflow.sha256, zig.sha256].every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
});

test.each([
  ['linux-arm64', 'gpu'],
  ['darwin-x64', 'cpu'],
  ['win32-x64', 'cpu'],
] as const)('none for %s %s', (platform, device) => {
  expect(wheelsFor(platform, device)).toBeUndefined();
});

test('of TensorFlow, keeps the two libraries and the headers of the C API', () => {
  const { keep } = wheelsFor('linux-x64', 'cpu')!.tensorflow;
  const needed = [
    ...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'libtensorflow_cc.2.dylib'],
    ...['include/tensorflow/c/c_api.h', 'include/tsl/platform/ctstring.h', 'include/xla/tsl/c/tsl_status.h'],
  ];
  expect(needed.filter((path) => !keep.test(`tensorflow/${path}`))).toEqual([]);
  expect(keep.test('tensorflow/include/absl/base/macros.h')).toBe(false);
  expect(keep.test('tensorflow/python/x.so')).toBe(false);
});

// Requires-Dist of tensorflow 2.21.0 with the extra "and-cuda": at least …, below major version ….
const AND_CUDA = [
  ...[['cublas', '12.5.3.2', 13] as const, ['cuda-cupti', '12.5.82', 13] as const],
  ...[['cuda-nvcc', '12.5.82', 13] as const, ['cuda-nvrtc', '12.5.82', 13] as const],
  ...[['cuda-runtime', '12.5.82', 13] as const, ['cudnn', '9.3.0.75', 10] as const],
  ...[['cufft', '11.2.3.61', 12] as const, ['curand', '10.3.6.82', 11] as const],
  ...[['cusolver', '11.6.3.83', 12] as const, ['cusparse', '12.5.1.3', 13] as const],
  ...[['nccl', '2.27.7', 3] as const, ['nvjitlink', '12.5.82', 13] as const],
];

test('the NVIDIA libraries are those that TensorFlow requires, in versions that it allows', () => {
  const { cuda } = wheelsFor('linux-x64', 'gpu')!;
  expect(cuda.map(({ name }) => name)).toEqual(AND_CUDA.map(([name]) => `nvidia-${name}-cu12`));
  for (const [i, [, least, below]] of AND_CUDA.entries()) {
    const version = cuda[i]!.version;
    expect(least.localeCompare(version, 'en', { numeric: true })).toBeLessThanOrEqual(0);
    expect(Number(version.split('.')[0])).toBeLessThan(below);
  }
});
