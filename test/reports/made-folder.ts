import { concat, defer, EMPTY, ignoreElements, type Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { FileSink } from '../../src/core/index.ts';

export interface MadeFolder {
  readonly sink: FileSink;
  readonly files: Map<string, string>;
  /** The start of each write: `250 write metrics.jsonl`. */
  readonly log: string[];
}

/** Returns a folder in memory, where a write takes as long as the given stream. */
export function folderOf(scheduler: TestScheduler, write: Observable<unknown>): MadeFolder {
  const files = new Map<string, string>();
  const log: string[] = [];
  const act = (verb: string, name: string, text: string): Observable<void> =>
    defer(() => {
      log.push(`${scheduler.now()} ${verb} ${name}`);
      return concat(
        write.pipe(ignoreElements()),
        defer(() => {
          files.set(name, verb === 'append' ? (files.get(name) ?? '') + text : text);
          return EMPTY;
        }),
      );
    });
  return {
    sink: {
      write: (name, content) => act('write', name, String(content)),
      append: (name, content) => act('append', name, String(content)),
    },
    files,
    log,
  };
}
