import { expect, test } from 'vitest';
import { tf } from '../../src/engine/index.ts';
import { backend, DTYPE } from '../../src/engine/raw-op.ts';

test('a tensor does not share the memory of the numbers it was made from', () => {
  tf.backend();
  const { createTensor, deleteTensor, tensorDataSync } = backend().binding;
  // TensorFlow copies numbers whose memory is not aligned by itself: of many arrays, some are.
  for (let size = 1000; size < 1040; size++) {
    const floats = new Float32Array(size).fill(1);
    const integers = new Int32Array(size).fill(1);
    const bytes = new Uint8Array(size).fill(1);
    const ids = [
      createTensor([size], DTYPE.float32, floats),
      createTensor([size], DTYPE.int32, integers),
      createTensor([size], DTYPE.uint8, bytes),
    ] as const;
    for (const array of [floats, integers, bytes]) array.fill(2);
    for (const id of ids.slice(0, 2)) expect(new Set(tensorDataSync(id))).toEqual(new Set([1]));
    ids.forEach(deleteTensor);
  }
  expect(createdEmpty()).toEqual([]);
});

const createdEmpty = (): readonly number[] => {
  const { createTensor, deleteTensor, tensorDataSync } = backend().binding;
  const id = createTensor([0], DTYPE.float32, new Float32Array(0));
  const values = [...tensorDataSync(id)];
  deleteTensor(id);
  return values;
};
