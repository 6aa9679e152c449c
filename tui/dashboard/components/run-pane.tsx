import type { ReactElement } from 'react';
import { formatBytes, profileLines } from '../../../src/reports/index.ts';
import { phaseHeader, runHeader } from '../../lines/plain-text.ts';
import type { Size } from '../charts.ts';
import type { View } from '../model.ts';
import { wrapped } from '../../lines/wrapped.ts';
import { span } from '../../lines/spans.ts';
import { packed } from '../words.ts';
import { Lines } from './lines.tsx';

/** Engine, data, configuration, and what happened besides: whatever one asks when a run looks odd. */
export function RunPane({ view, ...size }: Size & { readonly view: View }): ReactElement {
  const texts = textsOf(view, size.width).flatMap((text) => wrapped(text, size.width));
  return <Lines lines={texts.map((text) => [span(text)])} {...size} />;
}

function textsOf({ run, phases, skipped, saved, profile }: View, width: number): readonly string[] {
  if (run === null) return ['no run yet'];
  const settings = Object.entries(run.config).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const phase = phases.at(-1);
  return [
    ...(profile === null ? [] : profileLines(profile)),
    ...runHeader(run).slice(1),
    ...(phase === undefined ? [] : [phaseHeader(phase.phase)]),
    ...(skipped.last === null ? [] : [`skipped ${skipped.last.path}: ${skipped.last.reason}`]),
    ...(saved === null ? [] : [`weights: ${saved.path}, ${formatBytes(saved.bytes)}`]),
    ...packed(settings, width),
  ];
}
