import type { ItemFault } from '../core/index.ts';
import type { Tensor } from '../engine/index.ts';
import type { LossScale } from '../nn/index.ts';

/** The contents of {@link Gradients}. */
export interface GradientsFields {
  /**
   * By parameter, in the order of the model; null for a frozen one. Null if there are none to apply: they were not
   * finite in float16, or a hook holds them back.
   */
  readonly tensors: readonly (Tensor | null)[] | null;
  /** Whether they have updated the weights already, so that there are no tensors; false by default. */
  readonly isApplied?: boolean;
  /** The mean over the batch. */
  readonly loss: number;
  /** Number of images in the batch. */
  readonly count: number;
  /** Position of the batch in its epoch, from 0. */
  readonly index: number;
  /** Number of earlier steps of the fit: the position in the schedule. */
  readonly fitStep: number;
  /**
   * The part of `tensors` in the gradients of the whole batch, if several processes train on it together: they are to be
   * multiplied by it and added up. 1 by default.
   */
  readonly fraction?: number;
  /** The weight of the batch in the mean over several: that of its loss. By default its number of images. */
  readonly weight?: number;
  /** Reports about the images of the batch; none by default. */
  readonly faults?: readonly ItemFault[];
  /** The loss scale of the step, in float16. */
  readonly lossScale?: LossScale | undefined;
}

/**
 * A lease on the gradients of one batch.
 *
 * Exactly one operator owns it at any time. The owner disposes it, or passes its contents on with
 * {@link Gradients.with}. Whatever happens, {@link trainStep} frees the gradients of a step that does not end.
 *
 * @category Training and evaluation steps
 */
export class Gradients implements Disposable, GradientsFields {
  readonly tensors: readonly (Tensor | null)[] | null;
  readonly isApplied: boolean;
  readonly loss: number;
  readonly count: number;
  readonly index: number;
  readonly fitStep: number;
  readonly fraction: number;
  readonly weight: number;
  readonly faults: readonly ItemFault[];
  readonly lossScale: LossScale | undefined;
  /** Shared with all gradients that the contents were moved from. */
  private lease: { owner: Gradients | null };

  constructor(fields: GradientsFields) {
    this.tensors = fields.tensors;
    this.isApplied = fields.isApplied ?? false;
    this.loss = fields.loss;
    this.count = fields.count;
    this.index = fields.index;
    this.fitStep = fields.fitStep;
    this.fraction = fields.fraction ?? 1;
    this.weight = fields.weight ?? fields.count;
    this.faults = fields.faults ?? [];
    this.lossScale = fields.lossScale;
    this.lease = { owner: this };
  }

  /**
   * Returns gradients with other tensors, which take over the lease. Tensors that are replaced are disposed.
   *
   * @param tensors the new ones, owned by the result
   * @param change other fields to replace
   */
  with(
    tensors: GradientsFields['tensors'],
    change: Partial<Omit<GradientsFields, 'tensors'>> = {},
  ): Gradients {
    const { isApplied, loss, count, index, fitStep, fraction, weight, faults, lossScale } = this;
    const kept = { isApplied, loss, count, index, fitStep, fraction, weight, faults, lossScale };
    const fields = { ...kept, ...change };
    const moved = new Gradients({ ...fields, tensors });
    moved.lease = this.lease;
    this.lease.owner = moved;
    const passed = new Set(tensors);
    for (const tensor of this.tensors ?? []) if (!passed.has(tensor)) tensor?.dispose();
    return moved;
  }

  /** Frees the tensors, unless the contents were moved. */
  [Symbol.dispose](): void {
    if (this.lease.owner === this) this.release();
  }

  /** Frees the tensors of the current owner. */
  release(): void {
    for (const tensor of this.lease.owner?.tensors ?? []) tensor?.dispose();
    this.lease.owner = null;
  }
}
