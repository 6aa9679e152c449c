import { gzipSync } from 'node:zlib';

/** An entry of a test archive. */
export interface TarEntry {
  readonly name: string;
  readonly content: Buffer;
  /** POSIX's typeflag: `0` regular, `1` a hard link, `2` a symbolic link, `3` a device, `5` a folder, `x` pax, … */
  readonly type?: string;
  /** The target of a link. */
  readonly link?: string;
}

/** Returns a POSIX tar archive (ustar); names are not checked. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ name, content, type = '0', link = '' }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write(' '.repeat(8), 148);
    header.write(type, 156);
    header.write(link, 157);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Returns a gzipped tar archive. */
export const tgz = (entries: readonly TarEntry[]): Buffer => gzipSync(tar(entries));

export const fileEntry = (name: string, text: string | Buffer): TarEntry => ({
  name,
  content: Buffer.from(text),
});

export const folderEntry = (name: string): TarEntry => ({ name, content: Buffer.alloc(0), type: '5' });
