import { map, throwError, type Observable } from 'rxjs';
import { firstNames, formatBytes, printable, type Image } from '../../core/index.ts';
import type { HeldBytes } from './held-bytes.ts';
import { HttpFailure } from './http-failure.ts';
import { parseForm, type FormFile } from './parse-form.ts';
import { readBody } from './read-body.ts';
import type { ServerLimits } from './server-limits.ts';

/** The images of one request. */
export interface RequestedImages {
  readonly images: readonly Image[];
  /** Whether the body is one image, rather than a form: the answer is then an object instead of a list. */
  readonly isSingle: boolean;
}

/** The name of an image without one. */
const UNNAMED = 'image';

/**
 * Reads the images of a request: its body, or the files of a form in their order. Errors with HttpFailure: 415 for
 * another type of content, 400 for a malformed body or one without images, 413 beyond a limit, 408 for a slow body.
 */
export function imagesOf(
  request: Request,
  limits: ServerLimits,
  held: HeldBytes,
): Observable<RequestedImages> {
  const type = request.headers.get('content-type') ?? '';
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    return throwError(() => new HttpFailure(415, `expected no Content-Encoding, received ${encoding}`));
  const isForm = /^multipart\/form-data\b/i.test(type);
  if (!isForm && !/^(image\/|application\/octet-stream\b|$)/i.test(type))
    return throwError(
      () =>
        new HttpFailure(
          415,
          `expected the Content-Type image/…, application/octet-stream or multipart/form-data, received ${type}`,
        ),
    );
  const maxBytes = isForm ? limits.maxRequestBytes : limits.maxImageBytes;
  return readBody(request, { maxBytes, maxMs: limits.bodyMs, held }).pipe(
    map((bytes) =>
      isForm
        ? { images: filesOf(bytes, type, limits), isSingle: false }
        : { images: [imageOf(bytes)], isSingle: true },
    ),
  );
}

function imageOf(bytes: Uint8Array): Image {
  if (bytes.length === 0) throw new HttpFailure(400, 'expected an image, received an empty body');
  return { path: UNNAMED, bytes, index: 0 };
}

/** Returns the files of a form. */
function filesOf(bytes: Uint8Array, type: string, limits: ServerLimits): readonly Image[] {
  const files = parseForm(bytes, type, { maxFiles: limits.maxRequestImages });
  if (files === 'too many files')
    throw new HttpFailure(413, `expected at most ${limits.maxRequestImages} images`);
  if (files === 'malformed')
    throw new HttpFailure(400, 'expected a form as multipart/form-data, received a malformed one');
  if (files.length === 0) throw new HttpFailure(400, 'expected a form with files, received none');
  requireSmall(files, limits.maxImageBytes);
  return files.map((file, index) => ({ path: printable(file.name) || UNNAMED, bytes: file.bytes, index }));
}

function requireSmall(files: readonly FormFile[], maxBytes: number): void {
  const large = files.filter((file) => file.bytes.length > maxBytes).map(({ name }) => printable(name));
  if (large.length > 0)
    throw new HttpFailure(
      413,
      `expected images of at most ${formatBytes(maxBytes)}, received larger ones: ${firstNames(large, 3)}`,
    );
}
