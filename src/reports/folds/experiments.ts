import type { Reference } from '../../core/index.ts';
import { chanceOf } from './chance.ts';
import type { RunState } from './run-state.ts';

/** A run of a stream of several, in short. */
export interface ExperimentRow {
  readonly name: string;
  /** After test-time augmentation, if any; null before the first validation. */
  readonly accuracy: number | null;
  /** The accuracy without augmentation; null if `accuracy` is that. */
  readonly withoutTta: number | null;
  readonly reference: Reference | null;
  /** The accuracy without learning: {@link chanceOf}. */
  readonly chance: number;
  /** Null until the run ends. */
  readonly seconds: number | null;
}

/** Returns the runs so far in short, the current one last. */
export const experimentsOf = ({
  earlier,
  run,
  images,
  scores,
  tta,
  ended,
}: RunState): readonly ExperimentRow[] =>
  run === null
    ? earlier
    : [
        ...earlier,
        {
          name: run.pipeline,
          accuracy: (tta?.scores ?? scores)?.['accuracy'] ?? null,
          withoutTta: (tta === null ? null : scores?.['accuracy']) ?? null,
          reference: run.reference,
          chance: chanceOf({ run, images }) ?? 0,
          seconds: ended?.seconds ?? null,
        },
      ];
