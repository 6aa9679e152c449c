import { fileURLToPath } from 'node:url';
import { isClone } from '../../core/index.ts';

/** Millrace's own folder: what lies in it or in a node_modules is not the user's. In a clone the rooms only. */
const ROOT = fileURLToPath(new URL(isClone ? '../../..' : '../../../..', import.meta.url));
const ROOMS = isClone ? ['src/', 'pipelines/', 'tui/'].map((room) => `${ROOT}${room}`) : [ROOT];

/** A line of a stack trace: `at run (file:///home/me/mine.ts:12:5)`, or the head of a syntax error, `/home/me/mine.ts:3`. */
const FRAME = /(?:\(|at (?:async )?|^)(?:file:\/\/)?(\/[^():\n]+):(\d+)(?::(\d+))?\)?$/;

/** The lines of a user's own files in the stack of an exception, innermost first: `/home/me/mine.ts:12:5`. */
export function userFrames(cause: unknown): readonly string[] {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  return stack.split('\n').flatMap((line) => {
    const [, file, row, column] = FRAME.exec(line.trim()) ?? [];
    if (file === undefined || row === undefined) return [];
    const path = decodeURIComponent(file.replace(/\?.*$/, ''));
    if (path.includes('/node_modules/') || ROOMS.some((room) => path.startsWith(room))) return [];
    return [[path, row, ...(column === undefined ? [] : [column])].join(':')];
  });
}

/** Where an exception comes from in the user's files, or a path where its stack does not tell. */
export const placeIn = (path: string, cause: unknown): string => userFrames(cause)[0] ?? path;
