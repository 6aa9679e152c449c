import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { at } from '../../src/core/index.ts';
import { builtProgram } from './built.ts';
import { alternate, rates } from './compare.ts';
import { reportRounds, resultOf, type Bench } from './measures.ts';
import type { Setting } from './settings.ts';
import { fastaiSide, predictSide, runFolder } from './sides.ts';
import type { Result } from './verdict.ts';

const IMAGES = 1000;
/** Images that the models are made from: their weights do not matter here. */
const LIMIT = 64;
const TRAINING_BATCH = 16;
const BATCH = 64;

/** Compares trained models: a process that predicts one image, and many images with a loaded model. */
export async function predictions(setting: Setting, bench: Bench): Promise<readonly Result[]> {
  const folder = `${runFolder()}-predict`;
  const models = {
    program: builtProgram(bench.say),
    run: join(folder, 'run'),
    file: join(folder, 'export.pkl'),
  };
  const files = imagesOf(bench.data);
  await mkdir(folder, { recursive: true });
  try {
    bench.say(`predict ${setting.name}: training Millrace's model`);
    runToEnd(process.execPath, trainingArguments(models, setting, bench));
    using peer = fastaiSide(bench.python);
    const { name, arch, size, item } = setting;
    await peer.ask({
      task: 'export',
      arch,
      size,
      item,
      batch: TRAINING_BATCH,
      data: bench.data,
      limit: LIMIT,
      file: models.file,
    });
    const cold = predictOne(models, at(files, 0), bench);
    using mine = predictSide();
    await mine.ask({ task: 'load', run: models.run });
    const task = { task: 'predict', files, batch: BATCH };
    const contenders = [mine, peer].map((side) => ({ side, task }));
    const say = reportRounds(bench, `predict-many ${name}`);
    const many = (await alternate(contenders, bench.repeats, say)).map(rates);
    return [
      resultOf('predict-cold', name, 's', cold, (ours, theirs) => theirs / ours),
      resultOf('predict-many', name, 'images/s', many),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Models {
  readonly program: string;
  /** Millrace's run folder, and fastai's exported learner. */
  readonly run: string;
  readonly file: string;
}

const trainingArguments = (
  { program, run }: Models,
  setting: Setting,
  { data }: Bench,
): readonly string[] => [
  ...[program, 'baseline', '--data', data, '--limit', `${LIMIT}`, '--arch', setting.arch, '--epochs', '1'],
  ...['--size', `${setting.size}`, '--item-size', `${setting.item}`, '--batch-size', `${TRAINING_BATCH}`],
  ...['--normalize', 'imagenet', '--plain', '--out', run],
];

/** Times whole processes that load the model and predict one image, alternately; returns the seconds of each side. */
function predictOne(
  { program, run, file }: Models,
  image: string,
  bench: Bench,
): readonly (readonly number[])[] {
  const script = `from fastai.vision.all import load_learner; load_learner(${JSON.stringify(file)}).predict(${JSON.stringify(image)})`;
  const say = reportRounds(bench, 'predict-cold');
  const [ours, theirs]: [number[], number[]] = [[], []];
  // The first round reads files that are not in the page cache yet.
  for (let round = 0; round <= bench.repeats; round++) {
    say(round);
    const mine = secondsOf(process.execPath, [program, 'predict', run, image, '--json']);
    const peer = secondsOf(bench.python, ['-c', script]);
    if (round === 0) continue;
    ours.push(mine);
    theirs.push(peer);
  }
  return [ours, theirs];
}

function secondsOf(command: string, args: readonly string[]): number {
  const startedAt = performance.now();
  runToEnd(command, args);
  return (performance.now() - startedAt) / 1000;
}

/** Runs a command; throws with its standard error if it fails. */
const runToEnd = (command: string, args: readonly string[]): void => {
  execFileSync(command, [...args], { stdio: 'pipe', encoding: 'utf8' });
};

/** Returns up to a thousand images, evenly from all classes. */
function imagesOf(data: string): readonly string[] {
  const all = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .sort();
  const count = Math.min(IMAGES, all.length);
  return Array.from({ length: count }, (_, i) =>
    resolve(data, at(all, Math.floor((i * all.length) / count))),
  );
}
