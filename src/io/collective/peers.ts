import { isAlive, isZombie } from '../support/is-alive.ts';
import type { ControlMessage } from './control-message.ts';
import { createMailbox } from './mailbox.ts';
import type { PeerRequest } from './messages.ts';
import type { MpiAddon } from './mpi-addon.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { stragglerOf, type Progress } from './stragglers.ts';

export interface PeersConfig {
  readonly addon: MpiAddon;
  readonly rank: number;
  readonly processes: readonly ProcessIdentity[];
  /** The ticks without a message after which a process is lost; the fewest after which its main thread hangs. */
  readonly timeoutTicks: number;
  readonly onLost: (rank: number, reason: string) => void;
  /** Also called for this process. */
  readonly onLeft: (rank: number) => void;
  /** Returns the progress of this process. */
  readonly progress: () => Progress;
  /** Called when the request with this id has been served. */
  readonly onServed: (id: number) => void;
}

/** Watches the other processes, and tells them what happens to this one. Never waits. */
export interface Peers {
  readonly serve: (id: number, request: PeerRequest) => void;
  /** Handles what has arrived. */
  readonly poll: () => void;
  /** Call it every second. A second in which this process was suspended is not counted. */
  readonly tick: () => void;
  /** An operation failed in MPI, for a reason that may become clear within a few ticks. */
  readonly onFault: (text: string) => void;
  /** A process is lost. */
  readonly onLost: (rank: number, reason: string) => void;
  /** Returns whether all processes have completed: MPI can be finalized. */
  readonly isOver: () => boolean;
}

/** The ticks within which the loss of a process explains an error of MPI. */
const FAULT_TICKS = 3;
/** The ticks for which a failed process waits until process 0 has saved. */
const DISMISSAL_TICKS = 20;
/** The ticks for which a message may be on its way. */
const SENDING_TICKS = 2;

interface Waiting {
  readonly id: number;
  readonly isServed: () => boolean;
  readonly ticksLeft: number;
}

/**
 * Process 0 and each of the others exchange a message per tick, and the processes of a machine look whether the others
 * exist. The first loss is told to process 0, which tells all. Process 0 also knows the progress of all.
 */
export function createPeers({ addon, rank, processes, timeoutTicks, ...on }: PeersConfig): Peers {
  const others = processes.map((_, other) => other).filter((other) => other !== rank);
  /** Those with which this process exchanges messages. */
  const partners = rank === 0 ? others : [0];
  const silence = new Map(partners.map((partner) => [partner, 0]));
  const gone = new Set<number>();
  const left = new Set<number>();
  const completed = new Set<number>();
  const progress = new Map<number, Progress>();
  const goodbyes = new Set<number>();
  let [hasLoss, isDismissed, isParting] = [false, false, false];
  /** Whether the lost process cannot end by itself, and so would keep the launcher from ending. */
  let isStuck = false;
  let ticksToAbort = Infinity;
  let fault: { readonly text: string; readonly ticksLeft: number } | null = null;
  let waiting: readonly Waiting[] = [];

  const onFault = (text: string): void => void (fault ??= { text, ticksLeft: FAULT_TICKS });
  const mailbox = createMailbox(addon, (partner, text) => {
    if (partner === null) onFault(text);
    else silenced(partner, text);
  });
  const tell = (message: ControlMessage, except = -1): void => {
    for (const partner of partners)
      if (!gone.has(partner) && partner !== except) mailbox.send(partner, message);
  };
  /** The first loss is the cause of later ones. */
  const lose = (lost: number, reason: string, isTold = false): void => {
    if (hasLoss) return;
    hasLoss = true;
    on.onLost(lost, reason);
    if (lost >= 0 && !isTold) tell({ kind: 'lost', from: rank, rank: lost, reason });
  };
  const vanish = (other: number, reason: string): void => {
    if (gone.has(other)) return;
    gone.add(other);
    if (!left.has(other)) lose(other, reason);
  };
  const silenced = (other: number, reason: string): void => {
    isStuck ||= !hasLoss && !left.has(other);
    vanish(other, reason);
  };
  const isClosed = (): boolean => (rank === 0 ? goodbyes.size === others.length : isParting);
  const isOver = (): boolean => isParting && isClosed() && mailbox.unsent() === 0;
  /** Returns whether a process left and has exited, so that MPI cannot be finalized. */
  const isBroken = (): boolean => [...left].some((other) => gone.has(other));

  const handle = (message: ControlMessage): void => {
    silence.set(message.from, 0);
    switch (message.kind) {
      case 'alive':
        progress.set(message.from, message);
        return;
      case 'lost':
        lose(message.rank, message.reason, rank !== 0);
        return;
      case 'left':
        left.add(message.rank);
        on.onLeft(message.rank);
        if (rank === 0) tell(message, message.rank);
        return;
      case 'dismissed':
        isDismissed = true;
        return;
      case 'completed':
        progress.set(message.from, message);
        completed.add(message.from);
        return;
      case 'goodbye':
        goodbyes.add(message.from);
        if (rank !== 0) part();
    }
  };
  const part = (): void => {
    isParting = true;
    tell({ kind: 'goodbye', from: rank });
  };
  const dismiss = (): void => {
    isDismissed = true;
    tell({ kind: 'dismissed', from: rank });
    if (isStuck) ticksToAbort = SENDING_TICKS;
  };

  const wait = (id: number, ticksLeft: number, isServed: () => boolean): void => {
    waiting = [...waiting, { id, ticksLeft, isServed }];
  };
  const isSent = (): boolean => mailbox.unsent() === 0;
  const serve = (id: number, request: PeerRequest): void => {
    switch (request.kind) {
      case 'fail':
        if (!hasLoss) tell({ kind: 'lost', from: rank, rank, reason: request.reason });
        hasLoss = true;
        if (rank === 0) wait(id, SENDING_TICKS, isSent);
        else wait(id, DISMISSAL_TICKS, () => isDismissed || gone.has(0));
        return;
      case 'leave':
        left.add(rank);
        on.onLeft(rank);
        tell({ kind: 'left', from: rank, rank });
        wait(id, SENDING_TICKS, isSent);
        return;
      case 'dismiss':
        if (rank === 0) dismiss();
        if (ticksToAbort === Infinity) wait(id, SENDING_TICKS, isSent);
        return;
      case 'end':
        completed.add(rank);
        if (rank !== 0) tell({ kind: 'completed', from: rank, ...on.progress() });
        wait(id, Infinity, () => isOver() || (isDismissed && isSent()) || gone.has(0));
    }
  };

  const poll = (): void => {
    while (!isClosed()) {
      const message = mailbox.receive();
      if (message === null) break;
      handle(message);
    }
    if (rank === 0 && completed.has(0) && !isDismissed) {
      if (isBroken() || (left.has(0) && hasLoss)) dismiss();
      else if (completed.size === processes.length && !isParting && !hasLoss) part();
    }
    for (const { id } of waiting.filter(({ isServed, ticksLeft }) => ticksLeft <= 0 || isServed()))
      on.onServed(id);
    waiting = waiting.filter(({ isServed, ticksLeft }) => ticksLeft > 0 && !isServed());
  };

  /** Looks for a process that keeps the others waiting for ever; after one has left, calls differ. */
  const judge = (): void => {
    progress.set(rank, on.progress());
    const straggler = hasLoss || left.size > 0 ? null : stragglerOf(progress, completed, timeoutTicks);
    if (straggler === null) return;
    isStuck = straggler.isStuck;
    lose(straggler.rank, straggler.reason);
    if (isStuck && straggler.rank === rank) dismiss();
  };

  const tick = (): void => {
    waiting = waiting.map((one) => ({ ...one, ticksLeft: one.ticksLeft - 1 }));
    for (const other of others) {
      const { machine, space, pid } = processes[other] as ProcessIdentity;
      const isNear = machine === processes[rank]?.machine && space === processes[rank].space;
      if (isNear && (!isAlive(pid) || isZombie(pid))) vanish(other, 'its process is gone');
    }
    for (const [partner, ticks] of silence) {
      silence.set(partner, ticks + 1);
      if (ticks >= timeoutTicks)
        silenced(
          partner,
          `no sign of life for ${timeoutTicks} seconds: it hangs, or its machine cannot be reached`,
        );
      // At most one at a time, so that those to a process that hangs do not pile up.
      if (!gone.has(partner) && !isParting && mailbox.unsent(partner) === 0)
        mailbox.send(partner, { kind: 'alive', from: rank, ...on.progress() });
    }
    if (rank === 0) judge();
    if (--ticksToAbort <= 0) addon.mpiAbort(1);
    if (fault === null) return;
    fault = { ...fault, ticksLeft: fault.ticksLeft - 1 };
    if (fault.ticksLeft <= 0) lose(-1, fault.text);
  };

  return { serve, poll, tick, onFault, onLost: lose, isOver };
}
