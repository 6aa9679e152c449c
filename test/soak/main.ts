/**
 * Trains a tiny network for hours and reports whether the memory, the tensors, the open files and the threads of the engine
 * and of the terminal stay the same: `npm run soak -- --minutes 120 --seed 1`. Exits with 1 if they grow.
 * Open files and threads are counted on Linux only.
 *
 *   --minutes N   the period, of which the first third is a warm-up (default 120)
 *   --seed N      the seed of the run (default 1)
 *   --dashboard   in a pseudo terminal, with the dashboard
 *   --arch NAME   the pipeline `baseline` with this network instead of the tiny one, e.g. xresnet18
 *   --keep DIR    write the images, the run and samples.jsonl into this folder instead of a temporary one
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writePhotos } from '../support/photos.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { findingsTable } from './findings-table.ts';
import { findings, remarksOn } from './measures.ts';
import { soakArgs } from './soak-args.ts';
import { soakRun } from './soak-run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    dashboard: { type: 'boolean', default: false },
    arch: { type: 'string' },
    keep: { type: 'string' },
  },
});
const seconds = 60 * Number(values.minutes);
if (!(seconds > 0)) {
  console.error(`--minutes: expected a positive number, received "${values.minutes}"`);
  process.exit(2);
}
/** At most 1000 samples, at least 30. */
const interval = Math.max(seconds / 1000, Math.min(5, seconds / 30));

using temporary = temporaryFolder();
const folder = values.keep ?? temporary.path;
await writePhotos(join(folder, 'photos'), 100);
const { samples, code, output } = await soakRun({
  args: [
    ...soakArgs(join(folder, 'photos'), Number(values.seed), values.arch),
    ...(values.dashboard ? [] : ['--plain']),
  ],
  run: join(folder, 'run'),
  dashboard: values.dashboard,
  isDue: (now, last) => now.seconds >= last.seconds + interval,
  isOver: (now) => now.seconds > seconds,
});
if (values.keep !== undefined)
  writeFileSync(
    join(folder, 'samples.jsonl'),
    samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''),
  );
const found = findings(samples, { memory: { amount: 32, fraction: 0.03 } });
console.log(findingsTable(found));
const { speeds, recordedPer1000Steps } = remarksOn(samples);
console.log(
  `speed: ${speeds[0].toFixed(1)} steps/s in the middle third, ${speeds[1].toFixed(1)} in the last (not judged)`,
);
console.log(`recorded: ${Math.round(recordedPer1000Steps)} bytes per 1000 steps (not judged)`);
console.log(`${samples.length} samples in ${values.minutes} minutes, ${samples.at(-1)?.steps ?? 0} steps`);
if (code !== 143) console.log(`expected exit code 143 after SIGTERM, received ${String(code)}:\n${output}`);
process.exitCode = code === 143 && found.every(({ isFlat }) => isFlat) ? 0 : 1;
