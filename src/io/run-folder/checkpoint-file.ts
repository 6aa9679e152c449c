import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as E from 'fp-ts/lib/Either.js';
import {
  badData,
  isCount,
  isRecord,
  isShallow,
  MillraceError,
  type Checkpoint,
  type SavedFile,
  type StateDict,
} from '../../core/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../models/safetensors.ts';
import type { DiskWrites } from '../support/disk-writes.ts';
import { errorCode, ifMissing, messageOf } from '../support/message-of.ts';
import { replaceFile } from '../support/replace-file.ts';

/** The file names of the checkpoints in a run folder, the newest first. */
export const CHECKPOINTS = ['checkpoint.safetensors', 'checkpoint.previous.safetensors'] as const;
const [NEWEST, PREVIOUS] = CHECKPOINTS;

const FORMAT = 'millrace-checkpoint';
/** The version of the format: readers refuse another one. */
const VERSION = '1';

/**
 * Writes a checkpoint into a run folder, as safetensors: the arrays of the training state by name, and as metadata, in
 * JSON, its progress, the lengths of the run's files, and a CRC-32 of all of this. The newest one so far becomes the
 * previous one; if it is damaged, it is replaced, and the previous one stays.
 */
export async function saveCheckpoint(
  folder: string,
  { progress, arrays, lengths }: Checkpoint,
  disk: DiskWrites,
  isNewestDamaged = false,
): Promise<SavedFile> {
  const path = join(folder, NEWEST);
  const texts = { progress: JSON.stringify(progress), lengths: JSON.stringify(lengths) };
  const metadata = { format: FORMAT, version: VERSION, ...texts, crc32: await checksum(texts, arrays) };
  const bytes = await replaceFile(path, encodeSafetensors({ arrays, metadata }), {
    disk,
    ...(isNewestDamaged
      ? {}
      : { beforeRename: () => disk.rename(path, join(folder, PREVIOUS)).catch(ifMissing(undefined)) }),
  });
  return { path, bytes };
}

/** What a run folder holds of checkpoints. */
export interface FoundCheckpoint {
  /** The newest one that can be used; null if there is none. */
  readonly checkpoint: Checkpoint | null;
  /** Why newer ones cannot be used. */
  readonly damage: readonly string[];
}

/** Reads the newest checkpoint of a run folder that is whole. Throws BadData if there are some, but none can be used. */
export async function readCheckpoint(folder: string): Promise<FoundCheckpoint> {
  const damage: string[] = [];
  for (const name of CHECKPOINTS) {
    const path = join(folder, name);
    const checkpoint = await readFile(path).then(decoded, ifUnreadable(path));
    if (checkpoint === null) continue;
    if (E.isRight(checkpoint)) return { checkpoint: checkpoint.right, damage };
    damage.push(`${basename(path)}: ${checkpoint.left}`);
  }
  if (damage.length === 0) return { checkpoint: null, damage };
  throw new MillraceError(
    badData(
      folder,
      'a checkpoint that is whole',
      damage.join('; '),
      'To train it from the beginning, start it again in another folder.',
    ),
  );
}

/** A bad sector is damage too. Null for a missing file. */
const ifUnreadable =
  (path: string) =>
  (cause: unknown): E.Either<string, Checkpoint> | null =>
    errorCode(cause) === 'ENOENT' ? null : E.left(messageOf(cause, path));

async function decoded(bytes: Uint8Array): Promise<E.Either<string, Checkpoint>> {
  const file = decodeSafetensors(bytes);
  if (E.isLeft(file)) return file;
  const { arrays, metadata } = file.right;
  if (metadata['format'] !== FORMAT) return E.left('safetensors, but no checkpoint');
  if (metadata['version'] !== VERSION) return E.left(`a checkpoint of version ${metadata['version'] ?? '?'}`);
  const { progress: progressText = '', lengths: lengthsText = '' } = metadata;
  const sum = await checksum({ progress: progressText, lengths: lengthsText }, arrays);
  if (metadata['crc32'] !== sum) return E.left('values that were changed after they were written');
  const [progress, lengths] = [recordOf(progressText), recordOf(lengthsText)];
  if (progress === null || lengths === null || !Object.values(lengths).every(isCount))
    return E.left('metadata that are not those of a checkpoint');
  return E.right({ progress, arrays, lengths: lengths as Checkpoint['lengths'] });
}

function recordOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && isShallow(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Returns the CRC-32 of metadata and arrays, in hexadecimal. Between two arrays the event loop turns: a model takes a
 * while.
 */
export async function checksum(
  { progress, lengths }: Readonly<Record<'progress' | 'lengths', string>>,
  arrays: StateDict,
): Promise<string> {
  const shapes = [...arrays].map(([name, { shape }]) => JSON.stringify([name, shape])).sort();
  let sum = crc32(JSON.stringify([progress, lengths, shapes]));
  for (const { data } of arrays.values()) {
    sum = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), sum);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return sum.toString(16).padStart(8, '0');
}

/** Returns whether a run folder, or a subfolder for one of several runs, holds a checkpoint, whole or not. */
export const hasCheckpoint = (folder: string): boolean =>
  ['', ...subfoldersOf(folder)].some((sub) =>
    CHECKPOINTS.some((name) => existsSync(join(folder, sub, name))),
  );

const subfoldersOf = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [entry.name] : [],
      )
    : [];
