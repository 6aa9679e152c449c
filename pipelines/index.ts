import type { Observable } from 'rxjs';
import { architectures, type Capabilities, type Metric } from '../src/index.ts';
import { baseline } from './baseline.ts';
import { byHand } from './by-hand.ts';
import { quickstart } from './quickstart.ts';
import type { TrainingOptions } from './training-options.ts';

export type { TrainingOptions } from './training-options.ts';

/** An experiment: what it does in a sentence, its own defaults, and the run. */
export interface Pipeline {
  readonly summary: string;
  readonly defaults: Omit<TrainingOptions, 'data'>;
  readonly run: (world: Capabilities, options: TrainingOptions) => Observable<Metric>;
}

/** What `--arch` takes. */
export const architectureNames = Object.keys(architectures);

/** The book's settings. */
const BOOK: Pipeline['defaults'] = {
  arch: 'xresnet50',
  size: 224,
  itemSize: 460,
  epochs: 5,
  lr: 3e-3,
  batchSize: 64,
  normalize: 'none',
  valid: '0.2',
  limit: undefined,
  seed: 42,
  nOut: undefined,
};

/** Every pipeline by its name on the command line. */
export const pipelines: Readonly<Record<string, Pipeline>> = {
  quickstart: {
    summary: 'train on small photographs of ten kinds of things, fetched once (the default)',
    defaults: {
      ...BOOK,
      arch: 'xresnet18',
      size: 32,
      itemSize: 32,
      epochs: 8,
      normalize: 'imagenet',
      valid: 'folders',
    },
    run: quickstart,
  },
  baseline: {
    summary: "the chapter's first table: xresnet50 from random weights, fitOneCycle(5, 3e-3)",
    defaults: BOOK,
    run: baseline,
  },
  'by-hand': {
    summary: 'the same run as baseline, operator by operator',
    defaults: BOOK,
    run: byHand,
  },
};
