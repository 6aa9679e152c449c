import { messageOf } from '../support/index.ts';
import { decodeMessage, encodeMessage, MESSAGE_BYTES, type ControlMessage } from './control-message.ts';
import type { MpiAddon } from './mpi-addon.ts';

/** Exchanges messages with other processes; never waits. */
export interface Mailbox {
  readonly send: (to: number, message: ControlMessage) => void;
  /** Returns the number of messages to a process, or to all, that are not sent yet. */
  readonly unsent: (to?: number) => number;
  /** Returns a message, or null if none has arrived. */
  readonly receive: () => ControlMessage | null;
}

interface Sending {
  readonly to: number;
  readonly request: number;
  /** Kept for MPI, which reads it until the request is done. */
  readonly bytes: Uint8Array;
}

/** @param onFault is called with MPI's error, and with the process to which a message could not be sent, or null */
export function createMailbox(
  addon: MpiAddon,
  onFault: (rank: number | null, text: string) => void,
): Mailbox {
  let sending: readonly Sending[] = [];
  const incoming = new Uint8Array(MESSAGE_BYTES);
  let receiving: number | null = null;

  /** Returns whether a request is over. */
  const isOver = (request: number, rank: number | null): boolean => {
    try {
      return addon.mpiTest(request);
    } catch (error) {
      onFault(rank, messageOf(error));
      return true;
    }
  };
  return {
    send: (to, message) => {
      const bytes = encodeMessage(message);
      try {
        sending = [...sending, { to, request: addon.mpiSend(bytes, to), bytes }];
      } catch (error) {
        onFault(to, messageOf(error));
      }
    },
    unsent: (to) => {
      sending = sending.filter((one) => !isOver(one.request, one.to));
      return sending.filter((one) => to === undefined || one.to === to).length;
    },
    receive: () => {
      try {
        receiving ??= addon.mpiReceive(incoming);
        if (!addon.mpiTest(receiving)) return null;
        receiving = null;
        return decodeMessage(incoming);
      } catch (error) {
        receiving = null;
        onFault(null, messageOf(error));
        return null;
      }
    },
  };
}
