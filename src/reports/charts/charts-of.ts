import type { RunState } from '../folds/run-state.ts';
import type { Chart } from './chart.ts';
import { lossChart, type ChartLook } from './loss-chart.ts';
import { lrChart } from './lr-chart.ts';
import { rateChart } from './rate-chart.ts';
import { scoreChart } from './score-chart.ts';

/**
 * Returns the charts of a run that have data, the most important first: those of the dashboard and of the report. A
 * search for a learning rate comes first while it is all there is.
 */
export const chartsOf = (state: RunState, look: ChartLook = {}): readonly Chart[] =>
  [lossChart(state, look), scoreChart(state), rateChart(state, look), lrChart(state)].filter(
    (chart) => chart !== null,
  );
