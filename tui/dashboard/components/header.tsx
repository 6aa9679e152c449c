import type { ReactElement } from 'react';
import type { RunEnded } from '../../../src/core/index.ts';
import { formatCount, type RunState } from '../../../src/reports/index.ts';
import { span, spread, type Span } from '../../lines/spans.ts';
import { phaseChips } from '../words.ts';
import { Lines } from './lines.tsx';

export interface HeaderProps {
  readonly run: RunState['run'];
  readonly phases: RunState['phases'];
  /** Why the run ended; null while it runs. */
  readonly ended: RunEnded['why'] | null;
  readonly state: Span;
  readonly width: number;
}

/** Pipeline and network on the left, the state on the right; below, the phases. */
export function Header({ run, phases, ended, state, width }: HeaderProps): ReactElement {
  const model = run === null ? '' : `  ${run.architecture}, ${formatCount(run.parameters)} parameters`;
  const title = [span(run?.pipeline ?? 'millrace', 'title'), span(model)];
  const lines = [spread(title, [state], width), phaseChips(phases, ended, width)];
  return <Lines lines={lines} width={width} height={2} />;
}
