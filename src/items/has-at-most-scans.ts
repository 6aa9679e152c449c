const SOS = Buffer.of(0xff, 0xda);

/**
 * Returns whether a JPEG file has at most `max` scans. A decoder passes over the whole image once per scan, so a small
 * file with thousands of them takes minutes. Scans of an embedded thumbnail count too.
 */
export function hasAtMostScans(file: Uint8Array, max: number): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  let scans = 0;
  for (let at = bytes.indexOf(SOS); at >= 0 && scans <= max; at = bytes.indexOf(SOS, at + SOS.length))
    scans++;
  return scans <= max;
}
