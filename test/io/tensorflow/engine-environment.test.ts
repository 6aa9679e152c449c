import { expect, test } from 'vitest';
import { engineEnvironment } from '../../../src/io/tensorflow/index.ts';

test('TensorFlow is quiet, the card hidden unless it is asked for', () => {
  expect(engineEnvironment({ device: 'cpu' })).toMatchObject({
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_ENABLE_ONEDNN_OPTS: '1',
    CUDA_VISIBLE_DEVICES: '-1',
  });
  expect(engineEnvironment({ device: 'gpu' })).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
});

test('threads', () => {
  expect(engineEnvironment({ device: 'cpu' })).not.toHaveProperty('TF_NUM_INTRAOP_THREADS');
  expect(engineEnvironment({ device: 'cpu', threads: 3 })).toMatchObject({ TF_NUM_INTRAOP_THREADS: '3' });
});
