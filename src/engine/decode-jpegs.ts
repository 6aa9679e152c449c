import { at, type Pixels } from '../core/index.ts';
import { countJpegWarnings } from './count-jpeg-warnings.ts';
import type { Graph } from './graph/graph.ts';
import { BRANCHES, jpegGraph, runJpegGraph, type JpegRequest } from './jpeg-graph.ts';
import { withoutStderr } from './without-stderr.ts';

/** A decoded JPEG file. */
export interface DecodedJpeg {
  readonly pixels: Pixels;
  /** Whether libjpeg reported corrupt data: part of the pixels may be wrong. Never without Millrace's addon. */
  readonly isDamaged: boolean;
}

/** The maximum number of pixels per run of the graph, unless one image has more: 16 images of 2048 × 2048. */
const MAX_PIXELS_PER_RUN = 2 ** 26;

/**
 * Decodes JPEG files to 8-bit RGB, crops and resizes them, on all cores; the calling thread waits. Takes a third of the
 * time of sharp and JavaScript, as it calls libjpeg-turbo directly.
 *
 * The pixels are libjpeg's. Resizing uses a triangle filter that widens as the image shrinks; values differ by at most 1
 * of 255 from Pillow's BILINEAR, which rounds twice.
 *
 * @returns the images in order; null for a file that TensorFlow cannot decode
 */
export const decodeJpegs = (requests: readonly JpegRequest[]): readonly (DecodedJpeg | null)[] =>
  withoutStderr(() => {
    const graph = jpegGraph();
    return runsOf(requests).flatMap((run) => decodeTogether(graph, run));
  });

/** Splits the files into lists that are decoded together. */
function runsOf(requests: readonly JpegRequest[]): readonly (readonly JpegRequest[])[] {
  const runs: JpegRequest[][] = [];
  let [run, pixels]: [JpegRequest[], number] = [[], 0];
  for (const request of requests) {
    const { height, width } = request.source;
    pixels += height * width;
    if (run.length === 0 || run.length === BRANCHES || pixels > MAX_PIXELS_PER_RUN) {
      runs.push((run = []));
      pixels = height * width;
    }
    run.push(request);
  }
  return runs;
}

/**
 * One bad file fails the whole run, and the number of damaged files does not tell which they are: such files are decoded
 * again in halves, down to single files.
 */
function decodeTogether(graph: Graph, requests: readonly JpegRequest[]): readonly (DecodedJpeg | null)[] {
  const { result: images, warnings } = countJpegWarnings(() => tryGraph(graph, requests));
  const isOne = requests.length === 1;
  const damaged = isOne ? [warnings > 0] : requests.map(({ wasDamaged }) => wasDamaged === true);
  if (images !== null && (isOne || damaged.filter(Boolean).length === warnings))
    return images.map((pixels, i) => ({ pixels, isDamaged: at(damaged, i) }));
  if (isOne) return [null];
  const half = requests.length >> 1;
  return [requests.slice(0, half), requests.slice(half)].flatMap((part) => decodeTogether(graph, part));
}

/** Returns null if a file cannot be decoded. */
function tryGraph(graph: Graph, requests: readonly JpegRequest[]): readonly Pixels[] | null {
  try {
    return runJpegGraph(graph, requests);
  } catch {
    return null;
  }
}
