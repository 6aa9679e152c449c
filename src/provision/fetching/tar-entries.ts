import { createReadStream } from 'node:fs';
import { pipeline, Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Observable } from 'rxjs';
import { Parser, type ReadEntry } from 'tar';
import { formatBytes } from '../../core/index.ts';

/** In bytes. With Node's default sizes, a third of the time is spent on allocating memory. */
const CHUNK = 2 ** 18;

/** An entry of an archive. */
export interface TarEntry {
  /**
   * Its name in the archive, its type and its content. The next entry is emitted once this one is read, or skipped by
   * `resume`.
   */
  readonly entry: ReadEntry;
  /** The number of bytes of the archive read so far. */
  readonly archiveBytes: number;
}

/**
 * Emits the entries of a gzipped tar archive one after another; one chunk is in memory. Errors if the archive is damaged,
 * cannot be read, has entries of an unknown type, or is too large. Unsubscribing also stops the reader of an entry.
 *
 * @param maxBytes the unzipped size of the archive, headers and padding included
 */
export const tarEntries = (archive: string, maxBytes: number): Observable<TarEntry> =>
  new Observable((subscriber) => {
    const source = createReadStream(archive, { highWaterMark: CHUNK });
    // Compression inside the archive is rejected: only the bytes after the outer gzip are counted.
    const parser = new Parser({ strict: true, maxDecompressionRatio: 1 });
    let current: ReadEntry | undefined;
    parser.on('entry', (entry: ReadEntry) => {
      current = entry;
      subscriber.next({ entry, archiveBytes: source.bytesRead });
    });
    parser.on('ignoredEntry', ({ path }: ReadEntry) => {
      subscriber.error(new Error(`${path} in the archive has an unknown type`));
    });
    parser.on('error', (error: unknown) => {
      subscriber.error(error);
    });
    pipeline(source, createGunzip({ chunkSize: CHUNK }), countBytes(parser, maxBytes), (error) => {
      if (error) subscriber.error(error);
      else subscriber.complete();
    });
    return () => {
      source.destroy();
      current?.destroy();
    };
  });

/** Passes everything on to the parser, as fast as it reads. */
function countBytes(parser: Parser, maxBytes: number): Writable {
  let bytes = 0;
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new Error(`the archive holds more than ${formatBytes(maxBytes)}`));
      else if (parser.write(chunk)) done();
      else parser.once('drain', () => done());
    },
    final: (done) => {
      parser.once('end', () => done());
      parser.end();
    },
  });
}
