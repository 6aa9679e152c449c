/** Signatures of image formats that are not decoded, in Latin-1, with their positions. */
const FORMATS: readonly (readonly [name: string, at: number, text: string])[] = [
  ['HEIC', 4, 'ftypheic'],
  ['HEIC', 4, 'ftypheix'],
  ['HEIC', 4, 'ftypheim'],
  ['HEIC', 4, 'ftypheis'],
  ['HEIC', 4, 'ftyphevc'],
  ['HEIC', 4, 'ftypmsf1'],
  ['HEIC', 4, 'ftypmif1'],
  ['JPEG 2000', 4, 'jP  '],
  ['JPEG 2000', 0, '\xff\x4f\xff\x51'],
  ['JPEG XL', 4, 'JXL '],
  ['JPEG XL', 0, '\xff\x0a'],
  ['icon (ICO)', 0, '\0\0\x01\0'],
  ['Photoshop', 0, '8BPS'],
  ['DirectDraw (DDS)', 0, 'DDS '],
  ['OpenEXR', 0, '\x76\x2f\x31\x01'],
  ['Radiance (HDR)', 0, '#?RADIANCE'],
];

/** Signatures of files that are not images. */
const OTHERS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a pointer of Git LFS: fetch the image with `git lfs pull`', /^version https:\/\/git-lfs/],
  ['a drawing (SVG): draw it as PNG first', /^\s*(<\?xml[^>]*>\s*)?<svg/i],
  ['an HTML page', /^\s*<(!doctype html|html|head|body)/i],
  ['an XML file', /^\s*<\?xml/i],
  ['a PDF document', /^%PDF/],
  ['an archive', /^(PK\x03\x04|\x1f\x8b|7z\xbc|Rar!)/],
];

/** Bytes at the start of a file that {@link foreignContent} reads. */
export const FOREIGN_HEAD = 64;

/** Describes a file that is not an image of a supported format, by its first bytes, with advice; undefined if unknown. */
export function foreignContent(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, FOREIGN_HEAD)).toString('latin1');
  const format = FORMATS.find(([, at, start]) => text.startsWith(start, at))?.[0];
  if (format !== undefined)
    return `${/^[AEIOU]/i.test(format) ? 'an' : 'a'} ${format} image: convert it to JPEG or PNG`;
  return OTHERS.find(([, pattern]) => pattern.test(text))?.[0];
}
