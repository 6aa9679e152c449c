import { describe, expect, test } from 'vitest';
import { Side } from '../side.ts';
import { Budget } from './budget.ts';
import { Contestant } from './contestant.ts';
import { parseGpuOptions } from './gpu-options.ts';
import { fullPlan, imagesThatFit } from './gpu-plan.ts';
import { gpuTable, ratioOf, type GpuRow } from './gpu-table.ts';
import { NotMeasured, reasonOf, within } from './not-measured.ts';
import { bytesInAll, bytesOfProcess } from './nvidia-smi.ts';

describe('budget', () => {
  test('a part ends with the whole, and is over when its time is up', () => {
    let now = 5000;
    const budget = new Budget(10, () => now);
    const part = budget.part(4);
    now += 3000;
    expect([budget.left(), part.left(), budget.part(60).left()]).toEqual([7, 1, 7]);
    now += 2000;
    expect([budget.left(), part.left()]).toEqual([5, 0]);
  });

  test('later parts have the time that earlier ones leave', () => {
    let now = 0;
    const seconds: number[] = [];
    for (const [spent, part] of new Budget(30, () => now).shared([4, 16, 1])) {
      seconds.push(part.left());
      now += 1000 * spent;
    }
    expect(seconds).toEqual([10, 13, 10]);
  });

  test('the plan ends within 8 minutes, with time for the last part', () => {
    expect(fullPlan.total).toBeLessThan(8 * 60);
    expect(fullPlan.total - fullPlan.steps - fullPlan.epoch).toBeGreaterThan(120);
  });
});

test('the images that fit are full batches for both sides, and none if they are too few', () => {
  // 90 s ÷ 0.05 s = 1800, 28 batches.
  expect(imagesThatFit(100, [0.02, 0.03], 64, Infinity)).toBe(28 * 64);
  expect(imagesThatFit(100, [0.02, 0.03], 64, 700)).toBe(10 * 64);
  expect(imagesThatFit(14, [0.02, 0.03], 64, 700)).toBe(0);
});

describe('table', () => {
  const row: GpuRow = {
    measure: 'training step',
    setting: 'small',
    precision: 'float32',
    unit: 'images/s',
    ours: [300, 100, 200],
    peer: [80],
  };

  test('the ratio is that of the medians; of times, the other way round', () => {
    expect(ratioOf(row)).toBe(2.5);
    expect(ratioOf({ ...row, unit: 's' })).toBe(0.4);
    expect(ratioOf({ ...row, peer: 'out of time' })).toBeNull();
  });

  test('the columns are aligned, and what is not measured is named', () => {
    const none = 'out of time';
    const rows = [row, { ...row, peer: none }, { ...row, ours: none, peer: none }];
    const [head = '', first, second, third] = gpuTable(rows).split('\n');
    expect(first).toBe('training step  small    float32    200 images/s  80.0 images/s  2.50');
    expect(second).toMatch(/200 images\/s {2}– {14}– {6}PyTorch not measured: out of time$/);
    expect(third).toMatch(/–.*–.*– {6}not measured: out of time$/);
    expect(head.indexOf('ratio')).toBe(first?.indexOf('2.50'));
  });
});

describe('options', () => {
  const data = import.meta.dirname;

  test('defaults', () => {
    expect(parseGpuOptions(['--gpu', '--data', data])).toEqual({
      data,
      device: 'gpu',
      dryRun: false,
      python: undefined,
      json: 'bench-gpu.json',
    });
    expect(parseGpuOptions(['--gpu', '--help'])).toBeNull();
  });

  test('all mistakes are reported at once; the CPU is for dry runs', () => {
    expect(parseGpuOptions(['--gpu', '--data', 'no-such-folder', '--device', 'tpu'])).toHaveLength(2);
    expect(parseGpuOptions(['--gpu', '--data', data, '--device', 'cpu'])).toHaveLength(1);
    expect(parseGpuOptions(['--gpu', '--data', data, '--device', 'cpu', '--dry-run'])).toMatchObject({
      device: 'cpu',
      dryRun: true,
    });
    expect(parseGpuOptions(['--gpu', '--repeats', '3'])).toHaveLength(1);
  });
});

test("nvidia-smi's lines: the memory of a process on all GPUs, and that of all programs", () => {
  expect(bytesOfProcess('41, 5\n42, 10\n42, 1\n', 42)).toBe(11 * 2 ** 20);
  expect(bytesOfProcess('41, 5\n', 42)).toBeNull();
  expect(bytesOfProcess('42, [N/A]\n', 42)).toBeNull();
  expect(bytesInAll('10\n3\n[N/A]\n')).toBe(13 * 2 ** 20);
});

describe('the reason why something is not measured', () => {
  test.each([
    ['python exited with 1:\n  File "x.py"\ntorch.OutOfMemoryError: CUDA out of memory\n', 'torch.OutOfMemoryError: CUDA out of memory'],
    ['node exited with 1:\nError: Invalid TF_Status: 8\nMessage: OOM\n    at run (x.js)\n', 'OOM'],
    ['node exited with SIGKILL:\n', 'node exited with SIGKILL:'],
    ['x'.repeat(200), `${'x'.repeat(99)}…`],
  ])('of %j', (text, reason) => {
    expect(reasonOf(new Error(text))).toBe(reason);
  }); // prettier-ignore

  test('work that takes too long is not measured', async () => {
    await expect(within(0.01, new Promise(() => undefined))).rejects.toThrow(new NotMeasured('out of time'));
    await expect(within(60, Promise.resolve(1))).resolves.toBe(1);
  });
});

describe('contestant', () => {
  /** Answers how many lines it has read; exits at the task `fail`. */
  const program = `let n = 0; require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    if (line.includes('fail')) { console.error('RuntimeError: no kernel'); process.exit(1); }
    console.log(JSON.stringify({ seconds: ++n, images: 1 }));
  })`;
  const start = (): Side => new Side(process.execPath, ['-e', program], {});

  test('is prepared once, and starts again after a failure', async () => {
    using contestant = new Contestant(start, { task: 'prepare' });
    const budget = new Budget(60);
    const ask = async (task: string): Promise<number> => (await contestant.ask({ task }, budget)).seconds;
    expect([await ask('a'), await ask('b')]).toEqual([2, 3]);
    await expect(ask('fail')).rejects.toThrow(new NotMeasured('RuntimeError: no kernel'));
    expect(await ask('a')).toBe(2);
  });

  test('a program that does not exist is not measured, nor is a task without time', async () => {
    using missing = new Contestant(() => new Side('/no/such/program', [], {}), { task: 'prepare' });
    await expect(missing.ask({ task: 'a' }, new Budget(60))).rejects.toThrow(/ENOENT/);
    using late = new Contestant(start, { task: 'prepare' });
    await expect(late.ask({ task: 'a' }, new Budget(0))).rejects.toThrow('out of time');
  });
});
