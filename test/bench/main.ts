/** The benchmark: `npm run bench -- --help`. */
import { statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { runGpuBench } from './gpu/run-gpu-bench.ts';
import { helpTime } from './help-time.ts';
import {
  epochs,
  firstBatch,
  growth,
  halfSteps,
  loading,
  memory,
  steps,
  stock,
  type Bench,
} from './measures.ts';
import { help, parseOptions, type Options } from './options.ts';
import { otherLoad } from './other-load.ts';
import { overhead } from './overhead.ts';
import { PEERS, preparePython } from './peers/peers.ts';
import { predictions } from './predictions.ts';
import { processes } from './processes.ts';
import { settings, type Kind, type Setting } from './settings.ts';
import { MAX_OTHER_LOAD, table, verdict, type Result } from './verdict.ts';

const measures: Readonly<Record<Kind, (setting: Setting, bench: Bench) => Promise<readonly Result[]>>> = {
  train: (setting, bench) => steps('train', setting, bench),
  bfloat16: halfSteps,
  evaluate: (setting, bench) => steps('evaluate', setting, bench),
  cold: (setting, bench) => loading('cold', setting, bench),
  warm: (setting, bench) => loading('warm', setting, bench),
  epoch: epochs,
  memory,
  'first-batch': firstBatch,
  predict: predictions,
  stock,
  overhead,
  growth,
  help: helpTime,
  processes,
};

/** Measured at the first setting only. */
const ONCE: readonly Kind[] = ['predict', 'overhead', 'growth', 'help'];
/** Measured without fastai. */
const WITHOUT_FASTAI: readonly Kind[] = ['stock', 'overhead', 'growth', 'help', 'processes'];

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function measureAll({ data, only, settings: names, repeats, json }: Options): Promise<number> {
  const python = only.every((kind) => WITHOUT_FASTAI.includes(kind)) ? '' : await preparePython(say);
  const chosen = settings.filter(({ name }) => names.includes(name));
  const results: Result[] = [];
  for (const kind of only)
    for (const setting of ONCE.includes(kind) ? chosen.slice(0, 1) : chosen) {
      const load = otherLoad();
      const found = await measures[kind](setting, { python, data, repeats, say });
      const seen = load();
      if (seen > MAX_OTHER_LOAD)
        say(
          `${kind} ${setting.name}: not judged, as other programs used ${Math.round(100 * seen)} % of the processors`,
        );
      results.push(...found.map((result) => ({ ...result, otherLoad: seen })));
      // After each measurement: if a later one fails, the earlier results are kept.
      writeFileSync(json, `${JSON.stringify(report(results), null, 2)}\n`);
    }
  process.stdout.write(`${table(results)}\n`);
  return results.some((result) => ['MISSED', 'BUSY'].includes(verdict(result))) ? 1 : 0;
}

const report = (results: readonly Result[]): object => ({
  date: new Date().toISOString(),
  processor: cpus()[0]?.model.trim(),
  cores: availableParallelism(),
  node: process.versions.node,
  tensorflow: '2.21.0',
  ...PEERS,
  results: results.map((result) => ({ ...result, verdict: verdict(result) })),
});

const args = process.argv.slice(2);
const isOnGpu = args.includes('--gpu');
const options = isOnGpu ? null : parseOptions(args);
if (isOnGpu) process.exitCode = await runGpuBench(args, say);
else if (options === null) process.stdout.write(help);
else if ('length' in options) {
  say(options.join('\n'));
  say('See npm run bench -- --help');
  process.exitCode = 2;
} else if (statSync(options.data, { throwIfNoEntry: false })?.isDirectory() !== true) {
  say(`--data: expected a folder of class folders, received ${options.data}`);
  process.exitCode = 2;
} else process.exitCode = await measureAll(options);
