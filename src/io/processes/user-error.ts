import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { MillraceError, type AppError } from '../../core/index.ts';

/** The user's file, and the error to report. */
export interface UserErrorConfig {
  /** The absolute path of the user's file, reported if the stack names none. */
  readonly file: string;
  readonly tag: 'BadOption' | 'PipelineFailed';
  readonly expected: string;
}

/** The maximum number of the user's frames shown after the first. */
const MAX_CALLERS = 5;

/**
 * Describes an exception thrown by a user's code, with file and line and only the user's frames of its stack. Returns
 * null if the exception comes from Millrace.
 */
export function userError(cause: unknown, { file, tag, expected }: UserErrorConfig): AppError | null {
  const frames = framesOf(cause);
  const own = frames.filter(({ owner }) => owner === 'user').map(({ place }) => place);
  const isOurs = frames.some(({ owner }) => owner === 'millrace');
  const [place = file, ...callers] = own;
  if (cause instanceof MillraceError)
    return own.length === 0 ? null : { ...cause.detail, where: `${place}: ${cause.detail.where}` };
  if (own.length === 0 && isOurs) return null;
  const thrownHere = frames[0]?.owner === 'millrace' ? frames[0].place : null;
  return {
    _tag: tag,
    where: place,
    expected,
    received: [
      describe(cause),
      ...(thrownHere === null ? [] : [`  thrown in Millrace, ${thrownHere}`]),
      ...callers.slice(0, MAX_CALLERS).map((caller) => `  called from ${caller}`),
    ].join('\n'),
    advice: thrownHere === null ? '' : 'If the arguments are right, please report this.',
  };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return inspect(cause);
  return cause.message.startsWith(cause.name) ? cause.message : `${cause.name}: ${cause.message}`;
}

/** A frame of a stack: the owner of its code, and its position, `/home/me/mine.ts:12:5`. */
interface Frame {
  readonly owner: 'user' | 'millrace' | 'package';
  readonly place: string;
}

/** `at run (file:///home/me/mine.ts:12:5)`, or the head of a syntax error, `/home/me/mine.ts:3`. */
const FRAME = /(?:\(|at (?:async )?|^)((?:file:\/\/)?\/.+?):(\d+)(?::(\d+))?\)?$/;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The folders of Millrace's own modules: those of the repository or of `dist`. */
const ROOMS = ['src/', 'pipelines/', 'tui/'].map((room) => `${ROOT}${room}`);

/** Returns the frames inside files, innermost first, without those of Node.js itself. */
const framesOf = (cause: unknown): readonly Frame[] =>
  (cause instanceof Error ? (cause.stack ?? '') : '').split('\n').flatMap((line) => {
    const [, file, row = '', column] = FRAME.exec(line.trim()) ?? [];
    if (file === undefined) return [];
    const path = pathOf(file);
    return [
      { owner: ownerOf(path), place: [path, row, ...(column === undefined ? [] : [column])].join(':') },
    ];
  });

const ownerOf = (path: string): Frame['owner'] => {
  if (ROOMS.some((room) => path.startsWith(room))) return 'millrace';
  return path.includes('/node_modules/') ? 'package' : 'user';
};

/** A stack names modules by URL and CommonJS files by path. */
function pathOf(file: string): string {
  try {
    return file.startsWith('file://') ? fileURLToPath(file.replace(/\?.*$/, '')) : file;
  } catch {
    return file;
  }
}
