import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { diskWrites, type DiskWrites } from '../../src/io/support/disk-writes.ts';

/** An operation on a disk. */
export type DiskOperation =
  | {
      readonly act: 'create' | 'cut' | 'flush' | 'remove';
      readonly path: string;
      readonly content?: Uint8Array;
      readonly length?: number;
    }
  | { readonly act: 'write'; readonly path: string; readonly position: number; readonly content: Uint8Array }
  | { readonly act: 'rename'; readonly path: string; readonly to: string };

/** Carries out writes on the disk of this machine, and records them. */
export function recordingDisk(record: DiskOperation[]): DiskWrites {
  const copy = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
  return {
    create: async (path, parts) => {
      // The file may be there before its content, and before it is flushed.
      record.push({ act: 'create', path, content: copy(parts) });
      await diskWrites.create(path, parts);
      record.push({ act: 'flush', path });
    },
    writeAt: async (path, position, content) => {
      record.push({ act: 'write', path, position, content: copy([content]) });
      await diskWrites.writeAt(path, position, content);
    },
    cut: async (path, length) => {
      if (existsSync(path)) record.push({ act: 'cut', path, length });
      await diskWrites.cut(path, length);
    },
    flush: async (path) => {
      await diskWrites.flush(path);
      record.push({ act: 'flush', path });
    },
    rename: async (path, to) => {
      await diskWrites.rename(path, to);
      record.push({ act: 'rename', path, to });
    },
    remove: async (path) => {
      if (existsSync(path)) record.push({ act: 'remove', path });
      await diskWrites.remove(path);
    },
  };
}

/** A file: what is in memory, and what a power loss leaves. */
interface File {
  now: Buffer;
  flushed: Buffer;
}

/**
 * What a power loss does to names that were not flushed: it may undo all changes since the folder was last flushed, or
 * none.
 */
export type Names = 'undone' | 'done';

/**
 * Writes what a power loss after the operations leaves of a folder: unflushed content is lost. Returns a hash of it, which is
 * the same for the same files.
 */
export function afterPowerLoss(
  operations: readonly DiskOperation[],
  folder: string,
  names: Names,
  target: string,
): string {
  let files = new Map<string, File>();
  let flushedNames = new Map<string, File>();
  const flushFolder = (path: string): void => {
    const isIn = (file: string): boolean => dirname(file) === path;
    flushedNames = new Map([
      ...[...flushedNames].filter(([file]) => !isIn(file)),
      ...[...files].filter(([file]) => isIn(file)),
    ]);
  };
  for (const operation of operations) {
    const { path } = operation;
    const file = files.get(path);
    switch (operation.act) {
      case 'create':
        files.set(path, { now: Buffer.from(operation.content ?? []), flushed: Buffer.alloc(0) });
        break;
      case 'write': {
        const { now, flushed } = file ?? { now: Buffer.alloc(0), flushed: Buffer.alloc(0) };
        const { position, content } = operation;
        const next = Buffer.concat([
          now.subarray(0, position),
          content,
          now.subarray(position + content.length),
        ]);
        if (file === undefined) files.set(path, { now: next, flushed });
        else file.now = next;
        break;
      }
      case 'cut':
        if (file !== undefined) file.now = file.now.subarray(0, operation.length);
        break;
      case 'flush':
        if (file === undefined) flushFolder(path);
        else file.flushed = file.now;
        break;
      case 'remove':
        files.delete(path);
        break;
      case 'rename':
        if (file !== undefined) files.set(operation.to, file);
        files.delete(path);
        break;
    }
    files = new Map(files);
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const hash = createHash('sha256');
  for (const [path, { flushed }] of names === 'done' ? files : flushedNames) {
    const name = relative(folder, path);
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), flushed);
    hash.update(`${name} ${flushed.length} `).update(flushed);
  }
  return hash.digest('hex');
}
