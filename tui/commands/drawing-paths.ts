import { basename, dirname, extname, join, resolve } from 'node:path';

/**
 * Returns a function that gives each image the path of its drawing in a folder: `NAME-explained.png`, with a number if the
 * name is taken. No drawing gets the path of an image or of another drawing.
 *
 * @param folder absolute
 * @param images the paths of all images
 */
export function drawingPaths(folder: string, images: readonly string[]): (image: string) => string {
  const taken = new Set(images.map((path) => resolve(path)).filter((path) => dirname(path) === folder));
  return (image) => {
    const name = basename(image, extname(image));
    let path = join(folder, `${name}-explained.png`);
    for (let i = 2; taken.has(path); i++) path = join(folder, `${name}-explained-${i}.png`);
    taken.add(path);
    return path;
  };
}
