import { createReadStream } from 'node:fs';
import { pipeline, Writable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Observable } from 'rxjs';
import { Parser, type ReadEntry } from 'tar';
import { describeBytes } from './describe-bytes.ts';

/** Bytes of a piece: with Node's own sizes a third of the time goes into fresh memory. */
const CHUNK = 2 ** 18;

/** An entry of an archive. */
export interface TarEntry {
  /** Its name, as the archive has it, its kind and its content: the next entry comes when this one is read or resumed. */
  readonly entry: ReadEntry;
  /** How much of the archive was read until here. */
  readonly archiveBytes: number;
}

/**
 * The entries of a gzipped tar archive, one after the other; memory holds a piece of one. Errors where the archive is
 * damaged, cannot be read, has entries of no known kind, or is larger than it may be. Unsubscribing stops whoever reads
 * an entry.
 *
 * @param mostBytes that the archive may have unzipped, headers and padding included
 */
export const tarEntries = (archive: string, mostBytes: number): Observable<TarEntry> =>
  new Observable((subscriber) => {
    const source = createReadStream(archive, { highWaterMark: CHUNK });
    // What is zipped a second time inside is refused: only the bytes of the first time are counted.
    const parser = new Parser({ strict: true, maxDecompressionRatio: 1 });
    let current: ReadEntry | undefined;
    parser.on('entry', (entry: ReadEntry) => {
      current = entry;
      subscriber.next({ entry, archiveBytes: source.bytesRead });
    });
    parser.on('ignoredEntry', ({ path }: ReadEntry) => {
      subscriber.error(new Error(`${path} in the archive is of no known kind`));
    });
    parser.on('error', (error: unknown) => {
      subscriber.error(error);
    });
    pipeline(source, createGunzip({ chunkSize: CHUNK }), counted(parser, mostBytes), (error) => {
      if (error) subscriber.error(error);
      else subscriber.complete();
    });
    return () => {
      source.destroy();
      current?.destroy();
    };
  });

/** Hands everything on to the parser, as fast as it wants. */
function counted(parser: Parser, mostBytes: number): Writable {
  let bytes = 0;
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      bytes += chunk.length;
      if (bytes > mostBytes) done(new Error(`the archive holds more than ${describeBytes(mostBytes)}`));
      else if (parser.write(chunk)) done();
      else parser.once('drain', () => done());
    },
    final: (done) => {
      parser.once('end', () => done());
      parser.end();
    },
  });
}
