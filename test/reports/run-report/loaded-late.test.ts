import * as E from 'fp-ts/lib/Either.js';
import { from, of } from 'rxjs';
import { expect, test, vi } from 'vitest';
import type { Metric } from '../../../src/core/index.ts';
import { collect } from '../../support/collect.ts';
import { made } from '../../support/made-metrics.ts';

test('charts are loaded for the first report, not before', async () => {
  const loaded = vi.fn();
  vi.doMock('../../../src/reports/run-report/plots/index.ts', () => {
    loaded();
    return { plotsOf: () => [] };
  });
  const { runReport } = await import('../../../src/reports/index.ts');
  const files = (metrics: readonly Metric[]) =>
    collect(
      from(metrics).pipe(
        runReport({ thumbnail: () => of(E.left('')), rasterize: () => of(new Uint8Array()) }),
      ),
    );
  await files([made.runStarted(), made.step(), made.runEnded()]);
  expect(loaded).not.toHaveBeenCalled();
  await files([made.runStarted(), made.epochRow()]);
  expect(loaded).toHaveBeenCalledTimes(1);
});
