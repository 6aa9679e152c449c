/**
 * Kills runs at random points and resumes them until they complete; their models, metrics and histories must equal those
 * of runs that were never stopped: `npm run resume-test -- --kills 50 --seed 1`. Takes about 15 seconds per kill.
 *
 * With `--processes N`, runs of N processes lose one of them, by SIGKILL or SIGSTOP: each must end within 30 seconds.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { at, createRng } from '../../src/core/index.ts';
import { writePhotos } from '../support/photos.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { killedRun, type Kill } from './killed-run.ts';
import { differences } from './same-run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string', default: '1' },
  },
});
const [kills, processes] = [Number(values.kills), Number(values.processes)];
const draw = createRng(Number(values.seed)).at('kills').draws();
const pick = <A>(choices: readonly A[]): A => at(choices, Math.floor(draw() * choices.length));

const small = [
  '--arch',
  'xresnet18',
  '--size',
  '32',
  '--item-size',
  '40',
  '--batch-size',
  '8',
  '--seed',
  '3',
];
const pipelines: Readonly<Record<string, readonly string[]>> = {
  'baseline with EMA, accumulation, clipping and early stopping': [
    ...['baseline', ...small, '--epochs', '6', '--ema', '0.9', '--accumulate', '3', '--clip', '1'],
    ...['--patience', '4', '--lr', 'auto'],
  ],
  mixup: ['mixup', ...small, '--epochs', '6', '--cache', 'none'],
  'tta after progressive resizing': [
    ...['tta', ...small, '--start-size', '24', '--start-batch-size', '6', '--start-epochs', '2'],
    ...['--fine-tune-epochs', '2', '--n', '2'],
  ],
};

using temporary = temporaryFolder();
const photos = join(temporary.path, 'photos');
await writePhotos(photos, 30);
const failures: string[] = [];
let [done, resumed] = [0, 0];
for (const [i, [name, args]] of Object.entries(pipelines).entries()) {
  const all = [
    ...args,
    '--plain',
    '--data',
    photos,
    '--checkpoint',
    '2steps',
    '--processes',
    String(processes),
  ];
  const reference = join(temporary.path, `reference-${i}`);
  const startedAt = performance.now();
  const { code, stdout, stderr } = await killedRun([...all, '--out', reference], reference, null);
  if (code !== 0) throw new Error(`${name}: exit code ${String(code)}\n${stdout}${stderr}`);
  const duration = performance.now() - startedAt;
  const share = Math.ceil((kills - done) / (Object.keys(pipelines).length - i));
  for (let count = 0, run = 0; count < share; run++) {
    const folder = join(temporary.path, `run-${i}-${run}`);
    let step = [...all, '--out', folder];
    const story: string[] = [];
    for (;;) {
      const kill: Kill | null =
        count < share
          ? {
              after: draw() * duration * 0.6,
              ...(processes > 1
                ? {
                    target: Math.floor(draw() * processes),
                    signal: pick(['SIGKILL', 'SIGKILL', 'SIGSTOP']),
                  }
                : {
                    target: pick<Kill['target']>(['both', 'engine', 'terminal']),
                    signal: pick<NodeJS.Signals>(['SIGKILL', 'SIGKILL', 'SIGTERM']),
                  }),
            }
          : null;
      const ended = await killedRun(step, folder, kill);
      if (ended.secondsLeft > 30)
        failures.push(`${name}, ${story.join(', ')}: ended only after ${ended.secondsLeft} s`);
      if (!ended.wasKilled) {
        if (ended.code !== 0) failures.push(`${name}, ${story.join(', ')}: ${ended.stdout}${ended.stderr}`);
        break;
      }
      count++;
      resumed++;
      story.push(
        `${String(kill?.signal)} to ${String(kill?.target)} after ${(Number(kill?.after) / 1000).toFixed(2)} s`,
      );
      step = ['resume', folder, '--plain'];
    }
    const wrong = differences(reference, folder);
    console.log(
      `${name}: ${story.join(', ') || 'not killed'}: ${wrong.length === 0 ? 'the same' : 'DIFFERS'}`,
    );
    if (wrong.length > 0) failures.push(`${name}, ${story.join(', ')}:\n${wrong.join('\n')}`);
    else rmSync(folder, { recursive: true });
  }
  done += share;
}
for (const failure of failures) console.log(failure);
console.log(`${resumed} kills, ${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
