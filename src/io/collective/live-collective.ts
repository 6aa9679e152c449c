import {
  defer,
  EMPTY,
  ignoreElements,
  map,
  merge,
  NEVER,
  of,
  Subject,
  take,
  tap,
  type Observable,
} from 'rxjs';
import { engineFailed, LEFT, MillraceError, type Collective } from '../../core/index.ts';
import { lostProcess } from './lost-process.ts';
import type { OperationRequest, OperationResult, WorkerReply } from './messages.ts';
import { threadsOf } from './process-identity.ts';
import { sharedBuffers } from './shared-buffers.ts';
import { workerLink, type OpenedWorker } from './worker-link.ts';

/** The processes that a launcher of MPI started, and how one of them ends. */
export interface LiveCollective extends Collective {
  /** The name and version that the MPI library states. */
  readonly library: string;
  /** The threads that this process should use: its cores, divided by the processes that share them. */
  readonly threads: number;
  /**
   * Tells the other processes that this one failed: their pending and later operations error with ProcessLost and
   * `reason`, unless they know of another failure. Completes when process 0 allows the exit by `dismiss$`, is gone, or
   * has not answered for 20 seconds; in process 0, when the others have been told. Every process whose operation failed
   * subscribes to it before it exits.
   */
  readonly fail$: (reason: string) => Observable<never>;
  /**
   * Process 0 tells the others that they may exit: the launcher may end all processes when one has exited. If the process
   * that is lost hangs or cannot be reached, the launcher would wait for it: then this never completes, and MPI ends all
   * processes, also this one, two seconds later.
   */
  readonly dismiss$: Observable<never>;
  /**
   * Ends MPI when all processes have subscribed to it, and completes; the process may then exit with success. Errors if
   * another process is lost, not if it has left. After a failed operation, use `fail$` instead.
   */
  readonly end$: Observable<never>;
}

/** Why the later operations of a process that has left error. */
const ENDED_EARLY = 'it has ended a run early, after which it takes part no longer';

type Opened = OpenedWorker & Pick<WorkerReply & { kind: 'opened' }, 'mpi' | 'processes'>;

/** Returns the collective of a thread that has opened MPI. */
export function liveCollective({ mpi, processes, ...worker }: Opened): LiveCollective {
  const { rank, size, library } = mpi;
  const hosts = processes.map(({ host }) => host);
  const buffers = sharedBuffers();
  /** These emit nothing. The first errors when a process is lost, the second also when one has left. */
  const loss = new Subject<never>();
  const stop = new Subject<never>();
  let [hasLeft, hasEnded] = [false, false];

  const link = workerLink({
    ...worker,
    onLost: (other, reason) => {
      const error =
        other < 0
          ? new MillraceError(engineFailed(library, 'communication of the processes', reason))
          : lostProcess({ size, hosts }, other, reason);
      stop.error(error);
      loss.error(error);
    },
    onLeft: (other) => stop.error(lostProcess({ size, hosts }, other, other === rank ? ENDED_EARLY : LEFT)),
  });
  const orStop = <T>(stream$: Observable<T>): Observable<T> => merge(stop, stream$).pipe(take(1));
  const exchange = (request: () => OperationRequest): Observable<OperationResult> =>
    orStop(defer(() => link.operate(request())));
  /** Completes when the thread has answered. */
  const tell = (...request: Parameters<typeof link.ask>): Observable<never> =>
    link.ask(...request).pipe(ignoreElements());

  return {
    ...{ rank, size, hosts, library },
    threads: threadsOf(processes, rank),
    allReduce$: (values, options) => {
      if (size === 1) return of(values);
      if (values.buffer instanceof SharedArrayBuffer)
        return exchange(() => ({ kind: 'allReduce', values, ...options })).pipe(map(() => values));
      return orStop(
        defer(() => {
          const copy = buffers.copy(values);
          return link
            .operate({ kind: 'allReduce', values: copy, ...options }, () => buffers.release(copy))
            .pipe(tap(() => values.set(copy)));
        }),
      ).pipe(map(() => values));
    },
    broadcast$: (bytes) =>
      exchange(() => ({
        kind: 'broadcast',
        bytes: rank === 0 ? bytes.slice() : new Uint8Array(0),
      })) as Observable<Uint8Array>,
    allGather$: (bytes) =>
      exchange(() => ({ kind: 'allGather', bytes: bytes.slice() })) as Observable<readonly Uint8Array[]>,
    barrier$: exchange(() => ({ kind: 'barrier' })).pipe(ignoreElements()),
    fail$: (reason) => tell({ kind: 'fail', reason }),
    dismiss$: tell({ kind: 'dismiss' }),
    leave: () => {
      if (hasLeft || size === 1) return;
      hasLeft = true;
      link.tell({ kind: 'leave' });
    },
    end$: defer(() => {
      if (hasEnded) return EMPTY;
      return merge(hasLeft ? NEVER : loss, link.ask({ kind: 'end' })).pipe(
        take(1),
        tap(() => (hasEnded = true)),
        ignoreElements(),
      );
    }),
  };
}
