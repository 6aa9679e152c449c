import type { ReactElement } from 'react';
import { formatRate, scoreName } from '../../../src/reports/index.ts';
import { lossPlot, ratePlot, scorePlot, type Size } from '../charts.ts';
import type { Look } from '../keys.ts';
import type { RunState } from '../../../src/reports/index.ts';
import type { Span } from '../../plot/plot.ts';
import { Chart } from './chart.tsx';

type Props = Size & { readonly view: RunState };

const inner = ({ width, height }: Size): Size => ({ width, height: height - 1 });

const zooms = { all: 'all steps', epoch: 'last epoch', latest: 'last 100 steps' } as const;

export function LossChart({ view, look, ...size }: Props & { readonly look: Look }): ReactElement {
  const title: readonly Span[] = [
    { text: 'loss', tone: 'plain' },
    ...(look.smoothing === 'smoothed' ? [] : [{ text: '  ⠂⠄ raw', tone: 'raw' as const }]),
    ...(look.smoothing === 'raw' ? [] : [{ text: '  ⠤⠒ smoothed', tone: 'smooth' as const }]),
    { text: '  ◆ validation', tone: 'valid' },
    { text: `  ${zooms[look.zoom]}${look.log ? ', log' : ''}`, tone: 'quiet' },
  ];
  return <Chart title={title} spec={lossPlot(view, look, inner(size))} {...size} />;
}

export function ScoreChart({ view, ...size }: Props): ReactElement {
  const name = scoreName(view);
  const others = (view.run?.reference ?? null) === null ? 'chance' : 'chance, reference';
  const title: readonly Span[] = [
    { text: name, tone: 'plain' },
    { text: `  ● ${lastScore(view, name)}`, tone: 'score' },
    ...(name === 'accuracy' ? [{ text: `  ⠂⠂ ${others}`, tone: 'quiet' as const }] : []),
  ];
  return <Chart title={title} spec={scorePlot(view, inner(size))} {...size} />;
}

export function RateChart({ view, ...size }: Props): ReactElement {
  const last = view.progress.last;
  const title: readonly Span[] = [
    { text: 'learning rate', tone: 'plain' },
    ...(last === null ? [] : [{ text: `  ● ${formatRate(last.learningRate)}`, tone: 'rate' as const }]),
  ];
  return <Chart title={title} spec={ratePlot(view, inner(size))} {...size} />;
}

const lastScore = ({ rows }: RunState, name: string): string =>
  rows.at(-1)?.row.scores[name]?.toFixed(4) ?? 'by epoch';
