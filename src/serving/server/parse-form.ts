/** A file of a form. */
export interface FormFile {
  /** Empty if the client gave none. */
  readonly name: string;
  /** Part of the form's bytes, not a copy. */
  readonly bytes: Uint8Array;
}

/** Bounds of {@link parseForm}. */
export interface ParseFormConfig {
  /** The maximum number of files. */
  readonly maxFiles: number;
}

/** Why a form cannot be parsed. */
export type FormFault = 'malformed' | 'too many files';

/** Text fields, which are ignored, that a form may have besides its files. */
const MAX_FIELDS = 16;
const MAX_HEADER_BYTES = 8192;
const CRLF = '\r\n';

/**
 * Returns the files of a form (multipart/form-data, RFC 7578) in their order, or why it cannot be parsed. A file is a part
 * with a file name; the empty part of a file input without a file is left out.
 *
 * Not @fastify/busboy: it drops parts whose delimiter is padded with spaces, accepts text after a delimiter, and copies.
 *
 * Takes time in proportion to the bytes, and stops at the first part that is too much.
 *
 * @param type the Content-Type, which names the boundary of the parts
 */
export function parseForm(
  bytes: Uint8Array,
  type: string,
  { maxFiles }: ParseFormConfig,
): readonly FormFile[] | FormFault {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s"]{1,70}))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return 'malformed';
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delimiter = Buffer.from(`${CRLF}--${boundary}`);
  const files: FormFile[] = [];
  let fields = 0;
  let at = firstDelimiter(body, delimiter);
  while (at !== null) {
    if (body.toString('latin1', at, at + 2) === '--') return files;
    const part = partAt(body, at, delimiter);
    if (part === null) return 'malformed';
    at = part.next;
    const name = fileName(part.headers);
    if (name === undefined) fields += 1;
    else if (name !== '' || part.content.length > 0) files.push({ name, bytes: part.content });
    if (files.length > maxFiles) return 'too many files';
    if (fields > MAX_FIELDS) return 'malformed';
  }
  return 'malformed';
}

/** Returns the position after the first delimiter, which text that is ignored may precede; null if there is none. */
function firstDelimiter(body: Buffer, delimiter: Buffer): number | null {
  const opening = delimiter.subarray(CRLF.length);
  if (body.subarray(0, opening.length).equals(opening)) return opening.length;
  const found = body.indexOf(delimiter);
  return found < 0 ? null : found + delimiter.length;
}

interface Part {
  readonly headers: string;
  readonly content: Uint8Array;
  /** The position after its closing delimiter. */
  readonly next: number;
}

/** Returns the part after a delimiter; null if it does not end, or has no headers. */
function partAt(body: Buffer, at: number, delimiter: Buffer): Part | null {
  const lineEnd = body.indexOf(CRLF, at);
  // Only spaces may follow a delimiter.
  if (lineEnd < 0 || lineEnd - at > 16 || body.toString('latin1', at, lineEnd).trim() !== '') return null;
  const headersEnd = body.subarray(lineEnd, lineEnd + MAX_HEADER_BYTES).indexOf(CRLF + CRLF);
  if (headersEnd < 0) return null;
  const start = lineEnd + headersEnd + 2 * CRLF.length;
  // The delimiter of an empty part begins with the last line end of its headers.
  const end = body.indexOf(delimiter, start - CRLF.length);
  if (end < 0) return null;
  return {
    headers: body.toString('utf8', lineEnd, lineEnd + headersEnd),
    content: body.subarray(start, Math.max(start, end)),
    next: end + delimiter.length,
  };
}

/** Returns the file name of a part, without the folders that some clients send; undefined if the part is not a file. */
function fileName(headers: string): string | undefined {
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(headers)?.[1] ?? '';
  const [, quoted, plain] = /;\s*filename=(?:"((?:\\"|[^"])*)"|([^;\s"]+))/i.exec(disposition) ?? [];
  return (quoted ?? plain)
    ?.replaceAll('\\"', '"')
    .replace(/%22|%0[ad]/gi, decodeURIComponent)
    .replace(/^.*[/\\]/s, '');
}
