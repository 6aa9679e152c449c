import { stat } from 'node:fs/promises';

/** Bytes of a file; 0 where there is none. */
export const fileSize = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
