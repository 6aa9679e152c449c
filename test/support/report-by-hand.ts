/**
 * Writes the report of a recorded run into a folder, for inspection by hand. Runs recorded before metrics named the images
 * with the greatest loss show images of IMAGES, a folder of class folders, instead.
 *
 * ```
 * npx tsx test/support/report-by-hand.ts RUN/metrics.jsonl FOLDER [IMAGES]
 * ```
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { from, map } from 'rxjs';
import type { Metric, PredictionSummary, TopLoss } from '../../src/core/index.ts';
import { rasterize, thumbnail } from '../../src/io/index.ts';
import { runReport } from '../../src/reports/index.ts';

const [path = '', folder = '', images = ''] = process.argv.slice(2);

const classes = images === '' ? [] : readdirSync(images).sort();

const fakeTopLoss = (i: number): TopLoss => {
  const [actual, predicted] = [i % classes.length, (i + 4) % classes.length];
  const label = join(images, classes[actual]!);
  return {
    path: join(label, readdirSync(label).sort()[i]!),
    actual: [{ index: actual, probability: Math.exp(0.6 * i - 9.2) }],
    predicted: [{ index: predicted, probability: 0.999 - 0.05 * i }],
    loss: 9.2 - 0.6 * i,
  };
};

const withTopLosses = (metric: Metric): Metric =>
  metric._tag === 'PredictionSummary' && (metric as Partial<PredictionSummary>).topLosses === undefined
    ? {
        ...metric,
        topLosses: classes.length === 0 ? [] : Array.from({ length: 9 }, (_, i) => fakeTopLoss(i)),
      }
    : metric;

mkdirSync(folder, { recursive: true });
from(readFileSync(path, 'utf8').trim().split('\n'))
  .pipe(
    map((line) => withTopLosses(JSON.parse(line) as Metric)),
    runReport({ thumbnail, rasterize }),
  )
  .subscribe(({ name, content }) => {
    writeFileSync(join(folder, name), content);
    process.stdout.write(`${name} ${content.length}\n`);
  });
