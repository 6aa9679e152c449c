import type { ReactElement } from 'react';
import type { RunStarted } from '../../../src/core/index.ts';
import { profileLines, type RunState } from '../../../src/reports/index.ts';
import { faultLine, modelLines, phaseHeader, runHeader } from '../../lines/plain-text.ts';
import type { Size } from '../../plot/plot.ts';
import { wrap } from '../../lines/wrap.ts';
import { span } from '../../lines/spans.ts';
import { pack } from '../words.ts';
import { Lines } from './lines.tsx';

export type RunPaneProps = Size & {
  readonly view: RunState;
  /** The lines before the first run; by default that there is none. */
  readonly waiting?: readonly string[];
};

/** Profile, data, engine, phase, skipped and damaged images, notices, models and configuration. */
export function RunPane({ view, waiting = ['no run yet'], ...size }: RunPaneProps): ReactElement {
  const lines = view.run === null ? waiting : textsOf(view, view.run, size.width);
  const texts = lines.flatMap((text) => wrap(text, size.width));
  return <Lines lines={texts.map((text) => [span(text)])} {...size} />;
}

function textsOf(view: RunState, run: RunStarted, width: number): readonly string[] {
  const { phases, skipped, damaged, notices, choices, profile } = view;
  const settings = Object.entries(run.config).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const phase = phases.at(-1);
  return [
    ...(profile === null ? [] : profileLines(profile)),
    ...runHeader(run).slice(1),
    ...(phase === undefined ? [] : [phaseHeader(phase.phase)]),
    ...[skipped.last, damaged.last].flatMap((fault) => (fault === null ? [] : [faultLine(fault)])),
    ...choices,
    ...notices,
    ...modelLines(view),
    ...pack(settings, width),
  ];
}
