import { MillraceError, processLost, processName, type Collective } from '../../core/index.ts';

/** Returns the error of a process that notices that process `rank` is lost; `received` is the reason. */
export const lostProcess = (
  collective: Pick<Collective, 'size' | 'hosts'>,
  rank: number,
  received: string,
): MillraceError =>
  new MillraceError(
    processLost(processName(collective, rank), '', received, '`resume` continues from the last checkpoint.'),
  );
