import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fields that depend on the clock, the memory or the run folder. */
const VOLATILE = new Set([
  ...['processes', 'waitMs', 'stepMs', 'imagesPerSecond', 'memory', 'seconds', 'path'],
  // Of the profile.
  ...['operators', 'kernels'],
]);

/** Returns the metrics of a run, one per line, without what differs between two equal runs. */
export const metricsOf = (run: string): readonly string[] =>
  readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    // Of `train`, which measures the machine.
    .map((line) => line.replace(/Estimated time: [^"]*/, ''))
    .map((line) =>
      JSON.stringify(JSON.parse(line), (key, value: unknown) => (VOLATILE.has(key) ? undefined : value)),
    );

/** Returns history.csv without its last column, the time; empty if the run trained no epoch. */
const historyOf = (run: string): string =>
  existsSync(join(run, 'history.csv'))
    ? readFileSync(join(run, 'history.csv'), 'utf8').replace(/,[^,\n]*$/gm, '')
    : '';

/** Returns how the files of two runs differ that should be the same run, one of them resumed. */
export function differences(run: string, other: string): readonly string[] {
  const nested = readdirSync(run, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (nested.length > 0)
    return [
      ...metricDifferences(run, other),
      ...nested.flatMap(({ name }) => differences(join(run, name), join(other, name))),
    ];
  const files = ['model.safetensors', 'best.safetensors', 'predictions.csv'].flatMap((name) => {
    const [a, b] = [join(run, name), join(other, name)];
    if (existsSync(a) !== existsSync(b)) return [`${name} in one run only`];
    return !existsSync(a) || readFileSync(a).equals(readFileSync(b)) ? [] : [`${name} differs`];
  });
  const history = historyOf(run) === historyOf(other) ? [] : ['history.csv differs'];
  return [...files, ...history, ...metricDifferences(run, other)];
}

function metricDifferences(run: string, other: string): readonly string[] {
  const [a, b] = [metricsOf(run), metricsOf(other)];
  const first = a.findIndex((line, i) => line !== b[i]);
  if (first < 0 && a.length === b.length) return [];
  const at = first < 0 ? a.length : first;
  return [
    `metrics.jsonl differs from line ${at + 1} of ${a.length} and ${b.length}:\n  ${a[at] ?? 'nothing'}\n  ${b[at] ?? 'nothing'}`,
  ];
}
