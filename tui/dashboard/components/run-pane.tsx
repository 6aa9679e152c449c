import type { ReactElement } from 'react';
import { profileLines, type RunState } from '../../../src/reports/index.ts';
import { faultLine, modelLines, phaseHeader, runHeader } from '../../lines/plain-text.ts';
import type { Size } from '../../plot/plot.ts';
import { wrap } from '../../lines/wrap.ts';
import { span } from '../../lines/spans.ts';
import { pack } from '../words.ts';
import { Lines } from './lines.tsx';

/** Profile, data, engine, phase, skipped and damaged images, notices, models and configuration. */
export function RunPane({ view, ...size }: Size & { readonly view: RunState }): ReactElement {
  const texts = textsOf(view, size.width).flatMap((text) => wrap(text, size.width));
  return <Lines lines={texts.map((text) => [span(text)])} {...size} />;
}

function textsOf(view: RunState, width: number): readonly string[] {
  const { run, phases, skipped, damaged, notices, profile } = view;
  if (run === null) return ['no run yet'];
  const settings = Object.entries(run.config).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const phase = phases.at(-1);
  return [
    ...(profile === null ? [] : profileLines(profile)),
    ...runHeader(run).slice(1),
    ...(phase === undefined ? [] : [phaseHeader(phase.phase)]),
    ...[skipped.last, damaged.last].flatMap((fault) => (fault === null ? [] : [faultLine(fault)])),
    ...notices,
    ...modelLines(view),
    ...pack(settings, width),
  ];
}
