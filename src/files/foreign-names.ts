/** Files and folders that other programs leave among images, in lower case. Hidden ones are left out anyway. */
const foreignNames: ReadonlySet<string> = new Set([
  // Thumbnails and previews.
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '@eadir',
  // Wastebaskets and archives.
  '$recycle.bin',
  '#recycle',
  '@recycle',
  'lost+found',
  'system volume information',
  '__macosx',
  // Programs.
  'node_modules',
  '__pycache__',
]);

/** Returns whether a file or folder of this name belongs to another program, so that its images are not trained on. */
export const isForeignName = (name: string): boolean => foreignNames.has(name.toLowerCase());
