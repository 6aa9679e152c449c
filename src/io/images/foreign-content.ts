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
  ['JPEG XR', 0, 'II\xbc\x01'],
  ['icon (ICO)', 0, '\0\0\x01\0'],
  ['cursor (CUR)', 0, '\0\0\x02\0'],
  ['macOS icon (ICNS)', 0, 'icns'],
  ['Photoshop', 0, '8BPS'],
  ['DirectDraw (DDS)', 0, 'DDS '],
  ['OpenEXR', 0, '\x76\x2f\x31\x01'],
  ['Radiance (HDR)', 0, '#?RADIANCE'],
  ['camera raw (CR3)', 4, 'ftypcrx '],
  ['camera raw (RAF)', 0, 'FUJIFILM'],
  ['GIMP (XCF)', 0, 'gimp xcf'],
  ['QOI', 0, 'qoif'],
  ['FITS', 0, 'SIMPLE  ='],
  ['DICOM', 128, 'DICM'],
];

/** Signatures of files that are not images. */
const OTHERS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a pointer of Git LFS: fetch the image with `git lfs pull`', /^version https:\/\/git-lfs/],
  ['a drawing (SVG): draw it as PNG first', /^\s*(<\?xml[^>]*>\s*)?<svg/i],
  ['an HTML page', /^\s*<(!doctype html|html|head|body)/i],
  ['an XML file', /^\s*<\?xml/i],
  ['a Netpbm image (PBM, PGM, PPM): convert it to JPEG or PNG', /^P[1-7]\s/],
  [
    'a video: extract its frames first',
    /^(....ftyp(isom|iso2|mp4|qt  |M4V|avc1)|\x1aE\xdf\xa3|RIFF....AVI )/s,
  ],
  ['an array of NumPy: save it as PNG first', /^\x93NUMPY/],
  ['a PDF document', /^%PDF/],
  ['an archive', /^(PK\x03\x04|\x1f\x8b|7z\xbc|Rar!)/],
];

/** Bytes at the start of a file that {@link foreignContent} reads. */
export const FOREIGN_HEAD = 132;

/** Describes a file that is not an image of a supported format, by its first bytes, with advice; undefined if unknown. */
export function foreignContent(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.subarray(0, FOREIGN_HEAD)).toString('latin1');
  const format = FORMATS.find(([, at, start]) => text.startsWith(start, at))?.[0];
  if (format !== undefined)
    return `${/^[AEIOU]/i.test(format) ? 'an' : 'a'} ${format} image: convert it to JPEG or PNG`;
  return OTHERS.find(([, pattern]) => pattern.test(text))?.[0];
}
