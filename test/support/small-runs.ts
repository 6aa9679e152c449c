import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { writePhotos } from './photos.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Writes photos into a folder that lasts for the tests of a file; returns the options of a small training on them. */
export function smallRuns() {
  const temporary = temporaryFolder();
  const at = (...names: readonly string[]): string => join(temporary.path, ...names);
  const photos = at('photos');
  beforeAll(async () => {
    await writePhotos(photos);
    writeFileSync(at('letter'), 'Dear Sir');
  });
  afterAll(() => {
    temporary[Symbol.dispose]();
  });
  return {
    at,
    photos,
    small: [
      ...['--data', photos, '--arch', 'xresnet18'],
      ...['--size', '16', '--item-size', '20', '--batch-size', '8'],
    ],
    resultOf: (run: string): Record<string, unknown> =>
      JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')) as Record<string, unknown>,
  };
}
