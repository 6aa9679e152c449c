import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defer, map, tap, type Observable } from 'rxjs';
import {
  brokenInvariant,
  MillraceError,
  valueAt,
  writeFailed,
  type Checkpoint,
  type CheckpointInterval,
  type Checkpoints,
  type EarlierRun,
  type FileLengths,
  type FileSink,
  type Metric,
  type SavedFile,
} from '../../core/index.ts';
import { diskWrites, type DiskWrites } from '../support/disk-writes.ts';
import { fingerprint } from '../support/fingerprint.ts';
import { orWriteFailed } from '../support/or-write-failed.ts';
import { patientDisk } from '../support/patient-disk.ts';
import { replaceFile } from '../support/replace-file.ts';
import { version } from '../support/version.ts';
import { CHECKPOINTS, saveCheckpoint } from './checkpoint-file.ts';
import {
  earlierFiles,
  eventFileOf,
  recordedMetrics,
  requireSameVersion,
  type MetricOfLine,
} from './earlier-run.ts';
import { LogFile } from './log-file.ts';

/** Settings of {@link runFolder}. */
export interface RunFolderConfig {
  /** An absolute path; the folder is created with its first file. */
  readonly path: string;
  /** How often the run saves a checkpoint; null, the default, for never. */
  readonly every?: CheckpointInterval | null;
  /** Whether checkpoints stay when the run has completed; false by default. */
  readonly keepsCheckpoints?: boolean;
  /** Whether to resume the run of an earlier process, if it left a checkpoint; false by default. */
  readonly resumes?: boolean;
  /** Parses what the earlier process recorded; needed only to resume a recorded run. */
  readonly metricOfLine?: MetricOfLine;
  /** Receives sentences about the disk and damaged checkpoints; by default they are written to standard error. */
  readonly warn?: (text: string) => void;
  readonly disk?: DiskWrites;
}

/** The folder of a run: its files, and its checkpoints. */
export interface RunFolder extends FileSink {
  readonly path: string;
  readonly disk: DiskWrites;
  /** Creates the folder before the first file is saved; errors with WriteFailed if it was removed since then. */
  readonly present: (saving: Observable<SavedFile>) => Observable<SavedFile>;
  readonly checkpoints: Checkpoints;
  /** Returns whether an earlier process has recorded a metric in a file that this one appends to. */
  readonly isRecorded: (metric: Metric, file: string) => boolean;
  /** Returns the name of the event file that the earlier process wrote; undefined for none. */
  readonly eventFile: () => string | undefined;
  /** Flushes the files of a completed run, and removes its checkpoints. Emits when done; errors with WriteFailed. */
  readonly completed: Observable<void>;
  /** Returns a subfolder, for one run of several; the same one for the same name. */
  readonly within: (name: string) => RunFolder;
}

/** Returns the folder of a run. Its streams error with WriteFailed if a write fails, or if the folder was removed. */
export const runFolder = (config: RunFolderConfig): RunFolder => folderOf(config, new WeakSet());

/** Returns the folder of a run; metrics that were recorded before are those of the command's other runs too. */
function folderOf(config: RunFolderConfig, recorded: WeakSet<Metric>): RunFolder {
  const {
    path: folder,
    every = null,
    keepsCheckpoints = false,
    resumes = false,
    metricOfLine = notRecorded,
    warn = (text) => {
      process.stderr.write(`millrace: ${text}\n`);
    },
  } = config;
  const disk = patientDisk({ disk: config.disk ?? diskWrites, warn });
  const logs = new Map<string, LogFile>();
  const subfolders = new Map<string, RunFolder>();
  /** The part of each file that a resumed run keeps; empty for a new run. */
  let kept: FileLengths = {};
  let wasCreated = false;
  let isNewestDamaged = false;
  /** Checkpoints are saved one after the other. */
  let saving: Promise<unknown> = Promise.resolve();

  const logOf = (name: string): LogFile => {
    // What follows the checkpoint is cut from all files at once.
    for (const each of logs.size === 0 ? [...Object.keys(kept), name] : [name])
      if (!logs.has(each))
        logs.set(each, new LogFile({ path: join(folder, each), keep: kept[each] ?? 0, disk }));
    return valueAt(logs, name);
  };

  const present = <A>(work: Observable<A>): Observable<A> =>
    defer(() => {
      // Synchronous, so that lines keep their order.
      if (!existsSync(folder)) {
        if (wasCreated) throw removed(folder);
        mkdirSync(folder, { recursive: true });
      }
      wasCreated = true;
      return work;
    });

  const writing = <A>(name: string, write: (path: string) => Promise<A>): Observable<A> => {
    const path = join(folder, name);
    return present(defer(() => write(path))).pipe(orWriteFailed(path));
  };

  const flushed = async (): Promise<void> => {
    for (const log of logs.values()) await log.flush();
  };

  const save = (checkpoint: Checkpoint): Promise<SavedFile> => {
    const saved = saving
      .catch(() => undefined)
      .then(async () => {
        await flushed();
        const progress = { ...checkpoint.progress, millrace: version() };
        const file = await saveCheckpoint(folder, { ...checkpoint, progress }, disk, isNewestDamaged);
        isNewestDamaged = false;
        return file;
      });
    saving = saved;
    return saved;
  };

  return {
    path: folder,
    disk,
    present,
    write: (name, content) =>
      writing(name, (path) => replaceFile(path, [Buffer.from(content)], { disk })).pipe(map(() => undefined)),
    append: (name, content) => writing(name, () => logOf(name).append(Buffer.from(content))),
    checkpoints: {
      every,
      lengths: () => ({
        ...kept,
        ...Object.fromEntries([...logs].map(([name, { length }]) => [name, length])),
      }),
      save: (checkpoint) => writing(CHECKPOINTS[0], () => save(checkpoint)),
      earlier: defer(async (): Promise<EarlierRun | null> => {
        const files = resumes ? await earlierFiles(folder) : null;
        if (files === null) return null;
        const { checkpoint, lengths, damage } = files;
        if (checkpoint !== null) requireSameVersion(folder, checkpoint);
        isNewestDamaged = damage.length > 0;
        if (isNewestDamaged)
          warn(`the newest checkpoint is damaged, the one before it is used: ${damage.join('; ')}`);
        kept = lengths;
        const metrics = recordedMetrics(folder, lengths, metricOfLine).pipe(
          tap((metric) => recorded.add(metric)),
        );
        return { metrics, checkpoint };
      }),
      fingerprint: (paths) => defer(() => fingerprint(paths)),
    },
    isRecorded: (metric, file) => recorded.has(metric) && file in kept,
    eventFile: () => eventFileOf(kept),
    completed: writing(CHECKPOINTS[0], async () => {
      await flushed();
      if (!keepsCheckpoints) for (const name of CHECKPOINTS) await disk.remove(join(folder, name));
    }),
    within: (name) => {
      const known = subfolders.get(name) ?? folderOf({ ...config, path: join(folder, name) }, recorded);
      subfolders.set(name, known);
      return known;
    },
  };
}

const removed = (folder: string): MillraceError =>
  new MillraceError(
    writeFailed(
      folder,
      'the run folder',
      'nothing: it was removed or renamed during the run',
      'Start the run again; leave its folder in place until it has ended.',
    ),
  );

const notRecorded: MetricOfLine = () => {
  throw new MillraceError(brokenInvariant('runFolder', 'a parser of metrics', 'none'));
};
