/** Why something is not measured, for the table. */
export class NotMeasured extends Error {}

export const OUT_OF_TIME = 'out of time';

const MAX_LENGTH = 100;

/** Returns the reason that an error tells: of the output of a process that failed, the line with its last error. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const found =
    lines.findLast((line) => /^(Message:|[\w.]*Error\b.*:)/.test(line)) ?? lines[0] ?? 'no message';
  const reason = found.replace(/^(Message|MillraceError):/, '').trim();
  return reason.length > MAX_LENGTH ? `${reason.slice(0, MAX_LENGTH - 1)}…` : reason;
}

/** Rejects with NotMeasured unless the work is done in time. */
export async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotMeasured(OUT_OF_TIME)), 1000 * seconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
