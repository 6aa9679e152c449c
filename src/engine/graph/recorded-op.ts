import type { Precision } from '../../core/index.ts';
import type { OpAttribute } from '../raw-op.ts';

/** An op's output in a graph, for example `node3:1`. */
export type OutputName = string;

/** An op that a trace has recorded. */
export interface RecordedOp {
  /** The name of its node. */
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly OutputName[];
  /** The names of ops that it must not overtake, besides those that compute its inputs. */
  readonly after: readonly string[];
  readonly attributes: readonly OpAttribute[];
  /** The precision that its work asked for: {@link narrowed} decides whether the op has it. */
  readonly precision: Precision;
}
