import type { RunState } from '../../folds/run-state.ts';
import { confusionPlot } from './confusion-plot.ts';
import { lossPlot } from './loss-plot.ts';
import type { Plot } from './plot.ts';
import { ratePlot } from './rate-plot.ts';
import { scorePlot } from './score-plot.ts';

/** Returns the plots of a run that have data. */
export const plotsOf = (state: RunState): readonly Plot[] =>
  [lossPlot(state), scorePlot(state), ratePlot(state), confusionPlot(state)].filter((plot) => plot !== null);
