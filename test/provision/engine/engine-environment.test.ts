import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { expect, test } from 'vitest';
import { engineEnvironment, prepareEngine } from '../../../src/provision/engine/index.ts';
import { collect } from '../../support/collect.ts';
import { fakeMachine } from '../../support/fake-machine.ts';

test('silences TensorFlow, and hides the GPU unless the device is gpu', () => {
  expect(engineEnvironment({ device: 'cpu' })).toMatchObject({
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_ENABLE_ONEDNN_OPTS: '1',
    CUDA_VISIBLE_DEVICES: '-1',
  });
  expect(engineEnvironment({ device: 'gpu' })).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
});

test('the memory of a GPU is allocated when it is needed', () => {
  expect(engineEnvironment({ device: 'gpu' })).toHaveProperty('TF_FORCE_GPU_ALLOW_GROWTH', 'true');
  expect(engineEnvironment({ device: 'cpu' })).not.toHaveProperty('TF_FORCE_GPU_ALLOW_GROWTH');
});

test('sets the absolute paths of the binding and of the addon, prepared or not', async () => {
  using fake = fakeMachine();
  const { MILLRACE_BINDING, MILLRACE_NATIVE } = engineEnvironment(fake.options);
  expect([MILLRACE_BINDING!, MILLRACE_NATIVE!].every(isAbsolute)).toBe(true);
  await collect(prepareEngine(fake.options));
  expect(readFileSync(MILLRACE_BINDING!, 'utf8')).toBe('binding by g++');
  expect(readFileSync(MILLRACE_NATIVE!, 'utf8')).toBe('binding by g++');
});

test('each device has its own binding', () => {
  using fake = fakeMachine();
  const gpu = engineEnvironment({ ...fake.options, device: 'gpu' });
  expect(gpu['MILLRACE_BINDING']).toContain('-gpu-');
  expect(engineEnvironment(fake.options)['MILLRACE_BINDING']).toContain('-cpu-');
});

test('sets no binding on a platform without TensorFlow', () => {
  using fake = fakeMachine();
  const environment = engineEnvironment(fake.with({ wheels: () => undefined }));
  expect(Object.keys(environment).filter((name) => name.startsWith('MILLRACE'))).toEqual([]);
  expect(environment).toHaveProperty('TF_CPP_MIN_LOG_LEVEL');
});

test('sets the number of threads', () => {
  expect(engineEnvironment({ device: 'cpu' })).not.toHaveProperty('TF_NUM_INTRAOP_THREADS');
  expect(engineEnvironment({ device: 'cpu', threads: 3 })).toMatchObject({ TF_NUM_INTRAOP_THREADS: '3' });
});
