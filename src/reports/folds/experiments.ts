import type { Reference } from '../../core/index.ts';
import type { RunState } from './run-state.ts';

/** A run of a stream of several, in short. */
export interface ExperimentRow {
  readonly name: string;
  /** After test-time augmentation, if any; null before the first validation. */
  readonly accuracy: number | null;
  /** The accuracy without augmentation; null if `accuracy` is that. */
  readonly withoutTta: number | null;
  readonly reference: Reference | null;
  /** The accuracy of random guessing: 1 / number of classes. */
  readonly chance: number;
  /** Null until the run ends. */
  readonly seconds: number | null;
}

/** Returns the runs so far in short, the current one last. */
export const experimentsOf = ({ earlier, run, scores, tta, ended }: RunState): readonly ExperimentRow[] =>
  run === null
    ? earlier
    : [
        ...earlier,
        {
          name: run.pipeline,
          accuracy: (tta?.scores ?? scores)?.['accuracy'] ?? null,
          withoutTta: (tta === null ? null : scores?.['accuracy']) ?? null,
          reference: run.reference,
          chance: 1 / run.vocab.length,
          seconds: ended?.seconds ?? null,
        },
      ];
