import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbandoned, processMark } from '../support/is-alive.ts';
import { Segment } from './segment.ts';
import { pixelBytes, type Entry } from './segment-index.ts';

/** A segment and its entries. */
export interface OpenSegment {
  readonly segment: Segment;
  readonly entries: readonly Entry[];
}

/** The segments of a folder. */
export interface OpenSegments {
  /** The oldest first, so that of two entries for one image the later one is newer. */
  readonly segments: readonly OpenSegment[];
  /** The size of the files that were removed because most of their pixels were in no index. */
  readonly removedBytes: number;
}

/** Distinguishes the segments of this process from those of an earlier one that had the same process id. */
const SESSION = randomUUID().slice(0, 8);
let count = 0;

/** Returns a new segment of this process: `1234@host-0a1b2c3d-1`. */
export const newSegment = (folder: string): Segment =>
  new Segment(join(folder, `${processMark()}-${SESSION}-${++count}`));

/** Returns the total size of the pixels in a folder. */
export async function storedBytes(folder: string): Promise<number> {
  const states = await Promise.all((await segmentsIn(folder)).map(({ segment }) => segment.readState()));
  return states.reduce((sum, { size }) => sum + size, 0);
}

/**
 * Returns the segments of a folder after removing, of those that no running process owns, the ones that are mostly not
 * in their index, and the oldest ones beyond the limit.
 */
export async function openSegments(folder: string, maxBytes: number): Promise<OpenSegments> {
  const found = (await Promise.all((await segmentsIn(folder)).map(inspect))).flatMap((each) => each ?? []);
  const [unusable, usable] = [found.filter(isUnusable), found.filter((each) => !isUnusable(each))];
  const newestFirst = usable.sort((a, b) => b.modified - a.modified);
  const kept: Inspected[] = [];
  const surplus: Inspected[] = [];
  let total = 0;
  for (const each of newestFirst) {
    total += each.bytes;
    (total <= maxBytes || each.isOwned ? kept : surplus).push(each);
  }
  for (const { segment } of surplus) await tryToRemove(segment);
  let removedBytes = 0;
  for (const { segment, bytes } of unusable) if (await tryToRemove(segment)) removedBytes += bytes;
  return { segments: kept.reverse(), removedBytes };
}

/** Returns whether a segment was removed; one of another user may not be. */
const tryToRemove = (segment: Segment): Promise<boolean> =>
  segment.remove().then(
    () => true,
    () => false,
  );

interface NamedSegment {
  readonly name: string;
  readonly segment: Segment;
}

/** Returns the segments of which any of the two files exists. */
async function segmentsIn(folder: string): Promise<readonly NamedSegment[]> {
  const names = (await readdir(folder)).flatMap((file) => /^(.+)\.(?:pixels|jsonl)$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].map((name) => ({ name, segment: new Segment(join(folder, name)) }));
}

interface Inspected extends OpenSegment {
  /** The size of the pixels; of a file that was cut short, the size that it has when all pixels are replaced. */
  readonly bytes: number;
  /** The number of bytes that entries refer to and that exist. */
  readonly usableBytes: number;
  readonly modified: number;
  /** Whether a running process may write to it. */
  readonly isOwned: boolean;
}

/** Returns null if a file cannot be read at the moment: that is no reason to remove it, or to do without the others. */
async function inspect({ name, segment }: NamedSegment): Promise<Inspected | null> {
  const state = await segment.readState().catch(() => null);
  const entries = await segment.readEntries().catch(() => null);
  if (state === null || entries === null) return null;
  const { size, mtimeMs } = state;
  const slots = new Map(entries.map((entry) => [entry.at, pixelBytes(entry)]));
  let [end, usableBytes] = [0, 0];
  for (const [at, length] of slots) {
    end = Math.max(end, at + length);
    if (at + length <= size) usableBytes += length;
  }
  return {
    ...{ segment, entries, modified: mtimeMs, isOwned: isOwned(name, mtimeMs) },
    ...{ bytes: Math.max(size, end), usableBytes },
  };
}

/** An empty file and an index without pixels are unusable too. */
const isUnusable = ({ isOwned, usableBytes, bytes }: Inspected): boolean =>
  !isOwned && 2 * usableBytes <= bytes;

function isOwned(name: string, modified: number): boolean {
  const own = `${processMark()}-`;
  if (name.startsWith(own)) return name.startsWith(`${own}${SESSION}-`);
  return !isAbandoned(name.replace(/-\w{8}-\d+$/, ''), modified);
}
