import type { AppError } from './app-error.ts';
import { badOption } from './failures.ts';

/**
 * Returns the error for batches that several processes cannot share evenly; null if they can.
 *
 * @param where the option that sets the batch size
 * @param batchSize images per batch, from 1
 * @param processes the processes that share each batch, from 1
 */
export function unevenShares(where: string, batchSize: number, processes: number): AppError | null {
  const below = batchSize - (batchSize % processes);
  if (below === batchSize) return null;
  const nearest = below === 0 ? `${processes}` : `${below} or ${below + processes}`;
  return badOption(
    where,
    `a multiple of the ${processes} processes that share each batch`,
    String(batchSize),
    `Use ${nearest}, or another number of processes.`,
  );
}
