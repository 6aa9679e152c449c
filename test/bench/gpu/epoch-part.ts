import { peakWhile } from '../memory.ts';
import type { Budget } from './budget.ts';
import type { Contestant } from './contestant.ts';
import { Pair, type GpuBench } from './gpu-bench.ts';
import { nameOf } from './gpu-plan.ts';
import type { GpuRow, Measured } from './gpu-table.ts';
import { OUT_OF_TIME, reasonOf } from './not-measured.ts';
import { bytesUsed, peakOnGpuWhile } from './nvidia-smi.ts';

const PRECISION = 'bfloat16';
const MEGABYTE = 1e6;
/** Memory is read this often: reading it often would slow the loader down. */
const SAMPLE_MS = 1000;

/** The values of one side, by round. */
interface Epochs {
  readonly first: number[];
  readonly later: number[];
  readonly process: number[];
  readonly gpu: number[];
  readonly allocated: number[];
  failure: string | null;
}

const nothing = (failure: string | null): Epochs => ({
  ...{ first: [], later: [], process: [], gpu: [], allocated: [] },
  failure,
});

/** Times a first and a later epoch, loader and validation included, and samples the memory meanwhile. */
export async function measureEpoch(bench: GpuBench, budget: Budget): Promise<void> {
  const { epochSetting: setting, epochImages: images, repeats } = bench.plan;
  using pair = new Pair(bench, setting);
  const sides = pair.both.map((side) => ({ side, epochs: nothing(typeof side === 'string' ? side : null) }));
  let longest = 0;
  for (let i = 0; i < repeats && budget.left() > longest; i++) {
    const before = budget.left();
    bench.say(`epoch ${nameOf(setting)}, ${images} images: round ${i + 1} of at most ${repeats}`);
    for (const { side, epochs } of sides)
      if (typeof side !== 'string' && epochs.failure === null) await run(side, epochs, bench, budget);
    longest = Math.max(longest, before - budget.left());
  }
  bench.add(...rowsOf(bench, ...sides.map(({ epochs }) => epochs)));
}

async function run(side: Contestant, epochs: Epochs, bench: GpuBench, budget: Budget): Promise<void> {
  const { epochImages: images } = bench.plan;
  try {
    const before = bench.hasGpu ? await bytesUsed() : 0;
    await side.prepare(budget);
    const work = side.ask({ task: 'epochs', precision: PRECISION, limit: images, epochs: 2 }, budget);
    const [answer, process, gpu] = await Promise.all([
      work,
      peakWhile(side.pid, work, SAMPLE_MS),
      bench.hasGpu ? peakOnGpuWhile(side.pid, before, work) : 0,
    ]);
    const more = answer.more ?? {};
    epochs.first.push(images / Number(more['first']));
    epochs.later.push(images / Number(more['later']));
    epochs.process.push(process / MEGABYTE);
    epochs.gpu.push(gpu / MEGABYTE);
    epochs.allocated.push(Number(more['allocated']) / MEGABYTE);
  } catch (error) {
    epochs.failure = reasonOf(error);
  }
}

/** The title of each measure, and whether it needs a GPU. */
const rows = [
  { name: 'first', measure: 'epoch, the first one', unit: 'images/s', onGpu: false },
  { name: 'later', measure: 'epoch, a later one', unit: 'images/s', onGpu: false },
  { name: 'gpu', measure: 'GPU memory, nvidia-smi', unit: 'MB', onGpu: true },
  { name: 'allocated', measure: 'GPU memory, max_memory_allocated', unit: 'MB', onGpu: true },
  { name: 'process', measure: 'memory of the process', unit: 'MB', onGpu: false },
] as const;

function rowsOf({ plan, hasGpu }: GpuBench, ours = nothing(null), peer = nothing(null)): readonly GpuRow[] {
  const setting = `${nameOf(plan.epochSetting)}, ${plan.epochImages} images`;
  const measured = (side: Epochs, { name, unit }: (typeof rows)[number]): Measured => {
    const values = side[name];
    if (values.length === 0) return side.failure ?? OUT_OF_TIME;
    // The peak of all rounds.
    return unit === 'MB' ? [Math.max(...values)] : values;
  };
  return rows.map((row) => {
    const { name, measure, unit, onGpu } = row;
    const common = { measure, setting, precision: PRECISION, unit };
    if (onGpu && !hasGpu) return { ...common, ours: 'no GPU', peer: 'no GPU' };
    const mine = name === 'allocated' ? 'the engine does not tell' : measured(ours, row);
    return { ...common, ours: mine, peer: measured(peer, row) };
  });
}
