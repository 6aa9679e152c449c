import type { Side } from '../side.ts';
import { Contestant } from './contestant.ts';
import type { GpuPlan, GpuSetting } from './gpu-plan.ts';
import type { GpuRow } from './gpu-table.ts';

/** The configuration of all parts. */
export interface GpuBench {
  readonly plan: GpuPlan;
  readonly data: string;
  readonly runFolder: string;
  readonly startOurs: () => Side;
  /** Or why there is no peer. */
  readonly startPeer: (() => Side) | string;
  readonly hasGpu: boolean;
  readonly say: (line: string) => void;
  readonly add: (...rows: readonly GpuRow[]) => void;
}

/** The workers of both sides for one setting; in place of the peer, why there is none. */
export class Pair implements Disposable {
  readonly ours: Contestant;
  readonly peer: Contestant | string;

  constructor({ startOurs, startPeer, data, runFolder }: GpuBench, setting: GpuSetting) {
    const preparation = { ...setting, task: 'prepare', data, runFolder };
    this.ours = new Contestant(startOurs, preparation);
    this.peer = typeof startPeer === 'string' ? startPeer : new Contestant(startPeer, preparation);
  }

  /** Both sides, as a list. */
  get both(): readonly [Contestant, Contestant | string] {
    return [this.ours, this.peer];
  }

  [Symbol.dispose](): void {
    this.ours[Symbol.dispose]();
    if (typeof this.peer !== 'string') this.peer[Symbol.dispose]();
  }
}
