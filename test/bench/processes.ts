import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import type { Metric, Step } from '../../src/core/index.ts';
import type { Bench } from './measures.ts';
import { targets, type Setting } from './settings.ts';
import { commandLine, runFolder } from './sides.ts';
import { median, type Result } from './verdict.ts';

const run = promisify(execFile);

/** One run: images per second, and the fraction of the time in which gradients were added up. */
interface Measured {
  readonly rate: number;
  readonly reduced: number;
  readonly waited: number;
}

/** Steps that are left out: the first ones build graphs and allocate memory. */
const WARM_UP = 3;

/**
 * Trains with one process on all cores, and with one process per core, in turn: the medians of the steps of a second epoch,
 * whose images are decoded already.
 */
export async function processes(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  const cores = availableParallelism();
  const together: Measured[] = [];
  const alone: Measured[] = [];
  for (let round = 0; round < bench.repeats; round++) {
    bench.say(`processes ${setting.name}: round ${round + 1} of ${bench.repeats}`);
    alone.push(await measured(setting, bench, 1));
    together.push(await measured(setting, bench, cores));
  }
  const of = (name: keyof Measured): number => median(together.map((each) => each[name]));
  const rates = [together, alone].map((each) => each.map(({ rate }) => rate));
  const [ours = [], peer = []] = rates;
  const fraction = (title: string, ratio: number): Result => ({
    ...{ kind: 'processes', title, setting: setting.name, ours: [], peer: [], unit: '', ratio, target: null },
  });
  return [
    {
      ...{ kind: 'processes', title: `${cores} processes of one thread`, setting: setting.name },
      ...{
        ours,
        peer,
        unit: 'images/s',
        ratio: median(ours) / median(peer),
        target: targets.processes ?? null,
      },
    },
    fraction('of it, adding up gradients', of('reduced')),
    fraction('of it, waiting for the slowest process', of('waited')),
  ];
}

/** Trains two epochs in so many processes, and returns the medians of the steps of the second one. */
async function measured(
  { arch, size, item, batch, steps }: Setting,
  { data }: Bench,
  count: number,
): Promise<Measured> {
  const out = `${runFolder()}-processes`;
  // A tenth is for validation.
  const images = Math.ceil((batch * (WARM_UP + 4 * steps)) / 0.85);
  const options = {
    ...{ data, arch, size, out, epochs: 2, limit: images, valid: 'random:0.1', processes: count },
    ...{ 'item-size': item, 'batch-size': batch },
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stdout } = await run(
    process.execPath,
    [...commandLine('baseline', ...args, '--json', '--no-best')],
    {
      maxBuffer: 1e9,
    },
  );
  await rm(out, { recursive: true, force: true });
  const seen = stdout.split('\n').flatMap((line): readonly Step[] => {
    const metric = line === '' ? null : (JSON.parse(line) as Metric);
    return metric?._tag === 'Step' && metric.epoch === 1 && metric.step >= WARM_UP ? [metric] : [];
  });
  const seconds = ({ waitMs, stepMs }: Step): number => (waitMs + stepMs) / 1000;
  return {
    rate: median(seen.map((step) => step.count / seconds(step))),
    reduced: median(seen.map((step) => (step.processes?.reduceMs ?? 0) / 1000 / seconds(step))),
    waited: median(seen.map((step) => (step.processes?.waitMs ?? 0) / 1000 / seconds(step))),
  };
}
