import { hostname } from 'node:os';
import type { MonoTypeOperatorFunction } from 'rxjs';
import type { AnyCommand, Metric } from '../../src/core/index.ts';
import { rasterize, thumbnail, type RunFolder } from '../../src/io/index.ts';
import {
  recorded,
  recordedEach,
  reportIn,
  tensorBoardFile,
  type RecordedConfig,
} from '../../src/reports/index.ts';
import { runArguments } from '../run-arguments.ts';
import type { Job } from './messages.ts';

/** Writes the files of the run folder except the model and the checkpoints. */
export function recording(
  { name, several }: AnyCommand,
  { file, options, tensorBoard, settings }: Job,
  folder: RunFolder,
): MonoTypeOperatorFunction<Metric> {
  const pipeline = file ?? name;
  const configOf = (each: RunFolder): RecordedConfig => {
    const { isRecorded, completed, eventFile } = each;
    const wallTime = () => Date.now() / 1000;
    return {
      isRecorded,
      completed,
      settings,
      also: [
        reportIn(each, {
          thumbnail,
          rasterize,
          run: runArguments({ folder: each.path, configured: folder.path, pipeline }),
        }),
        ...(tensorBoard
          ? [tensorBoardFile({ sink: each, host: hostname(), wallTime, isRecorded, earlierFile: eventFile })]
          : []),
      ],
    };
  };
  return several === true
    ? recordedEach({
        sinkOf: folder.within,
        configOf: (each) => configOf(folder.within(each)),
        sink: folder,
        config: { pipeline, ...options, ...settings },
      })
    : recorded(folder, { pipeline, ...configOf(folder) });
}
