/**
 * Mutates every kind of file that Millrace reads and gives it to the part that reads it:
 * `npm run fuzz -- --count 20000 --seed 1`. Each mutant must be used, or refused in words for the user: no crash, no hang,
 * bounded memory. `--only N` examines one mutant of a seed, `--target NAME` those of one kind.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatBytes, formatDuration } from '../../src/core/index.ts';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    target: { type: 'string' },
    /** A folder for the mutants that fail. */
    keep: { type: 'string', default: 'fuzz-failures' },
    /** Targets that run at the same time. */
    jobs: { type: 'string', default: '2' },
    verbose: { type: 'boolean', default: false },
  },
});
const count = Number(values.count);
const numbers =
  values.only === undefined ? Array.from({ length: count }, (_, i) => i) : [Number(values.only)];
mkdirSync(values.keep, { recursive: true });
const startedAt = performance.now();
const results = await fuzz({
  seed: Number(values.seed),
  numbers,
  keep: values.keep,
  jobs: Number(values.jobs),
  ...(values.target === undefined ? {} : { only: values.target }),
  onTarget: ({ target, accepted, refused, failures, peakBytes, slowestMs }) => {
    for (const { text } of failures) console.log(`${text}\n`);
    console.log(
      `${target}: ${accepted + refused + failures.length} mutants, ${accepted} accepted, ${refused} refused, ${failures.length} failures, ` +
        `at most ${formatBytes(peakBytes)}, slowest ${(slowestMs / 1000).toFixed(1)} s`,
    );
  },
  ...(values.verbose
    ? {
        onResult: (number, fate) =>
          console.log(
            `${number} ${fate.result} ${'how' in fate ? fate.how : ''}: ${fate.message.split('\n')[0] ?? ''}`,
          ),
      }
    : {}),
});
const failures = results.flatMap((result) => result.failures);
const sum = (of: (result: (typeof results)[number]) => number): number =>
  results.reduce((all, result) => all + of(result), 0);
const number = (kind: string): number => failures.filter((failure) => failure.kind === kind).length;
console.log(
  `${sum(({ accepted, refused }) => accepted + refused) + failures.length} mutants of seed ${values.seed} in ` +
    `${formatDuration((performance.now() - startedAt) / 1000)}: ${number('crash')} crashes, ${number('hang')} hangs, ` +
    `${number('memory')} over their memory; ${sum(({ accepted }) => accepted)} accepted, ${sum(({ refused }) => refused)} refused; ` +
    `at most ${formatBytes(Math.max(0, ...results.map(({ peakBytes }) => peakBytes)))}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;
