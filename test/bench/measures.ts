import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { alternate, rates, times } from './compare.ts';
import { builtProgram } from './built.ts';
import { peakWhile } from './memory.ts';
import { fastaiSide, millraceSide, runFolder, stockSide } from './sides.ts';
import { targets, type Setting } from './settings.ts';
import type { Side } from './side.ts';
import { median, type Result } from './verdict.ts';

/** The configuration of all measurements. */
export interface Bench {
  readonly python: string;
  readonly data: string;
  readonly repeats: number;
  readonly say: (line: string) => void;
}

const MEGABYTE = 1e6;

/** Returns the result of a measurement: by default, the ratio is that of the medians. */
export const resultOf = (
  kind: keyof typeof targets,
  setting: string,
  unit: string,
  [ours = [], peer = []]: readonly (readonly number[])[],
  ratioOf: (ours: number, peer: number) => number = (a, b) => a / b,
): Result => ({
  kind,
  title: targets[kind]?.title ?? kind,
  setting,
  ours,
  peer,
  unit,
  ratio: peer.length === 0 ? null : ratioOf(median(ours), median(peer)),
  target: targets[kind] ?? null,
});

const prepare = async (side: Side, setting: Setting, { data }: Bench, more: object): Promise<Side> => {
  await side.ask({ ...setting, task: 'prepare', data, runFolder: runFolder(), limit: setting.load, ...more });
  return side;
};

/** Times training or evaluation steps on a batch in memory, against the faster of PyTorch's two layouts. */
export async function steps(
  kind: 'train' | 'evaluate',
  setting: Setting,
  bench: Bench,
): Promise<readonly Result[]> {
  using ours = await prepare(millraceSide(), setting, bench, {});
  using rows = await prepare(fastaiSide(bench.python), setting, bench, { channels_last: false });
  using last = await prepare(fastaiSide(bench.python), setting, bench, { channels_last: true });
  const task = { task: kind, steps: kind === 'train' ? setting.steps : 6 * setting.steps };
  const contenders = [ours, rows, last].map((side) => ({ side, task }));
  const answers = await alternate(contenders, bench.repeats, reportRounds(bench, `${kind} ${setting.name}`));
  const [millrace = [], ...peers] = answers.map(rates);
  const best = peers.reduce((a, b) => (median(a) >= median(b) ? a : b));
  return [resultOf(kind, setting.name, 'images/s', [millrace, best])];
}

/** Times training steps in bfloat16, against ours in float32 and those of fastai's `to_bf16`. */
export async function halfSteps(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  using ours = await prepare(millraceSide(), setting, bench, {});
  using peer = await prepare(fastaiSide(bench.python), setting, bench, { channels_last: true });
  const wide = { task: 'train', steps: setting.steps };
  const narrow = { ...wide, precision: 'bfloat16' };
  const answers = await alternate(
    [
      { side: ours, task: narrow },
      { side: ours, task: wide },
      { side: peer, task: narrow },
    ],
    bench.repeats,
    reportRounds(bench, `bfloat16 ${setting.name}`),
  );
  const [half = [], full = [], theirs = []] = answers.map(rates);
  return [
    resultOf('bfloat16-gain', setting.name, 'images/s', [half, full]),
    resultOf('bfloat16', setting.name, 'images/s', [half, theirs]),
  ];
}

/** Times the input pipeline from files or from the memory cache; fastai's loader has no cache. */
export async function loading(
  kind: 'cold' | 'warm',
  setting: Setting,
  bench: Bench,
): Promise<readonly Result[]> {
  using ours = await prepare(millraceSide(), setting, bench, {});
  using peer = await prepare(fastaiSide(bench.python), setting, bench, {});
  const mine = { side: ours, task: { task: 'load', ...(kind === 'warm' ? { cache: 'memory' } : {}) } };
  const say = reportRounds(bench, `${kind} ${setting.name}`);
  const answers = await alternate([mine, { side: peer, task: { task: 'load' } }], bench.repeats, say);
  return [resultOf(kind, setting.name, 'images/s', answers.map(rates))];
}

/** Times epochs end to end: training and validation. */
export async function epochs(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  const more = { limit: setting.epoch };
  using ours = await prepare(millraceSide(), setting, bench, more);
  using peer = await prepare(fastaiSide(bench.python), setting, bench, more);
  const contenders = [ours, peer].map((side) => ({ side, task: { task: 'epoch' } }));
  const answers = await alternate(contenders, bench.repeats, reportRounds(bench, `epoch ${setting.name}`));
  return [resultOf('epoch', setting.name, 's', answers.map(times), (a, b) => b / a)];
}

/** Measures the peak memory of a run: the command of the built package with its engine, fastai's process with its loaders. */
export async function memory(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  bench.say(`memory ${setting.name}`);
  const out = runFolder();
  const args = [
    'baseline',
    '--data',
    bench.data,
    '--limit',
    setting.epoch,
    '--arch',
    setting.arch,
    '--plain',
  ];
  const sizes = ['--size', setting.size, '--item-size', setting.item, '--batch-size', setting.batch];
  const fit = ['--normalize', 'imagenet', '--epochs', 1, '--out', out];
  const command = [builtProgram(bench.say), ...[...args, ...sizes, ...fit].map(String)];
  const child = spawn(process.execPath, [...command], { stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const mine = await peakWhile(child.pid ?? 0, ended);
  if ((await ended) !== 0) throw new Error(`memory: a run failed: ${command.join(' ')}`);
  await rm(out, { recursive: true, force: true });
  using peer = await prepare(fastaiSide(bench.python), setting, bench, { limit: setting.epoch });
  const theirs = await peakWhile(peer.pid, peer.ask({ task: 'epoch' }));
  return [resultOf('memory', setting.name, 'MB', [[mine / MEGABYTE], [theirs / MEGABYTE]])];
}

/** Times the start of a process up to its first augmented batch. */
export async function firstBatch(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  const once = async (create: () => Side): Promise<number> => {
    const startedAt = performance.now();
    using side = await prepare(create(), setting, bench, {});
    await side.ask({ task: 'first' });
    return (performance.now() - startedAt) / 1000;
  };
  const [mine, theirs]: [number[], number[]] = [[], []];
  const say = reportRounds(bench, `first batch ${setting.name}`);
  for (let round = 0; round < bench.repeats; round++) {
    say(round);
    mine.push(await once(millraceSide));
    theirs.push(await once(() => fastaiSide(bench.python)));
  }
  return [resultOf('first-batch', setting.name, 's', [mine, theirs], (a, b) => b / a)];
}

/** Times a training step against stock TensorFlow.js. */
export async function stock(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  using ours = await prepare(millraceSide(), setting, bench, {});
  using peer = await prepare(stockSide(), setting, bench, {});
  const contenders = [ours, peer].map((side) => ({ side, task: { task: 'train', steps: 1 } }));
  const answers = await alternate(
    contenders,
    bench.repeats,
    reportRounds(bench, `stock tfjs ${setting.name}`),
  );
  return [
    { ...resultOf('stock', setting.name, 'images/s', answers.map(rates)), title: 'train step ÷ stock tfjs' },
  ];
}

/** Measures loading, listing and peak memory for growing numbers of images. */
export async function growth(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const images of [1000, 3000, 9000]) {
    bench.say(`growth: ${images} images`);
    using side = await prepare(millraceSide(), setting, bench, {});
    const listing = await side.ask({ task: 'list', images });
    const loads: number[] = [];
    const peak = await peakWhile(
      side.pid,
      (async () => {
        for (let i = 0; i < 2; i++) loads.push(...rates([await side.ask({ task: 'load', images })]));
      })(),
    );
    const line = (title: string, unit: string, value: number): Result => ({
      ...resultOf('growth', `${images} images`, unit, [[value], []]),
      title,
    });
    results.push(
      line('growth: loading', 'images/s', median(loads)),
      line('growth: listing', 's', listing.seconds),
      line('growth: peak memory', 'MB', peak / MEGABYTE),
    );
  }
  return results;
}

/** Returns a function that prints the round and the estimated time left. */
export function reportRounds(bench: Bench, title: string): (round: number) => void {
  const startedAt = performance.now();
  return (round) => {
    const each = (performance.now() - startedAt) / 1000 / Math.max(round, 1);
    const left = round === 0 ? '' : `, ${Math.ceil(each * (bench.repeats + 1 - round))} s left`;
    bench.say(`${title}: round ${round} of ${bench.repeats}${left}`);
  };
}
