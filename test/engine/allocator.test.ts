import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tf, type Tensor } from '../../src/engine/index.ts';

const MEGABYTE = 1024 * 1024;

/** Returns a tensor of so many megabytes, without temporary ones. */
const tensorOf = (megabytes: number): Tensor => tf.fill([(megabytes * MEGABYTE) / 4], 1);

/** Returns the megabytes of memory in the largest anonymous mapping: the heap has addresses for all memory of the machine. */
function heapMegabytes(): number {
  const [heap] = readFileSync('/proc/self/smaps', 'utf8')
    .split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)
    .flatMap((mapping) => {
      const range = /^([0-9a-f]+)-([0-9a-f]+) rw-p 00000000 00:00 0\s*$/m.exec(mapping);
      const size = parseInt(range?.[2] ?? '0', 16) - parseInt(range?.[1] ?? '0', 16);
      return [{ size, rss: Number(/^Rss:\s+(\d+)/m.exec(mapping)?.[1]) / 1024 }];
    })
    .sort((a, b) => b.size - a.size);
  return heap?.rss ?? 0;
}

// The linker of other systems binds TensorFlow's functions to its own.
describe.runIf(process.platform === 'linux')('the heap of tensors', () => {
  it('holds large tensors, and uses the memory of freed ones again for others', () => {
    const many = Array.from({ length: 32 }, () => tensorOf(4));
    const full = heapMegabytes();
    expect(full).toBeGreaterThanOrEqual(128);
    // Neighbours are joined, and blocks are split.
    tf.dispose(many);
    const others = [100, 12, 8].map(tensorOf);
    // Huge pages are of 2 MB.
    expect(heapMegabytes() - full).toBeLessThanOrEqual(4);
    tf.dispose(others);
  });
});
