import { readFileSync, readlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { MpiAddon } from './mpi-addon.ts';

/** What the processes tell one another when they start. */
export interface ProcessIdentity {
  readonly host: string;
  /** Equal for processes that run on one machine, whatever their names for it are. */
  readonly machine: string;
  /** Equal for processes of one machine that see each other's numbers, as those of one container do. */
  readonly space: string;
  readonly pid: number;
  /** The cores that the process may use. */
  readonly cores: readonly number[];
}

export const ownIdentity = (addon: MpiAddon, host: string): ProcessIdentity => ({
  host,
  machine: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? host,
  space: textOf(() => readlinkSync('/proc/self/ns/pid')) ?? '',
  pid: process.pid,
  cores: coresIn(addon.affinity()) ?? Array.from({ length: availableParallelism() }, (_, core) => core),
});

/** Returns the ranks of the machine of process `rank`. */
export const localRanksOf = (processes: readonly ProcessIdentity[], rank: number): readonly number[] =>
  processes.flatMap(({ machine }, other) => (machine === processes[rank]?.machine ? [other] : []));

/** Returns how many threads process `rank` should use: its cores, divided by the processes that share them. */
export function threadsOf(processes: readonly ProcessIdentity[], rank: number): number {
  const own = new Set(processes[rank]?.cores);
  const sharing = localRanksOf(processes, rank).filter((other) =>
    processes[other]?.cores.some((core) => own.has(core)),
  );
  return Math.max(1, Math.floor(own.size / Math.max(1, sharing.length)));
}

const coresIn = (mask: Uint8Array | null): readonly number[] | undefined =>
  mask === null
    ? undefined
    : [...mask].flatMap((byte, i) => BITS.filter((bit) => byte & (1 << bit)).map((bit) => 8 * i + bit));

const BITS = [0, 1, 2, 3, 4, 5, 6, 7];

function textOf(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
