import type { TransformDescription } from '../../../core/index.ts';
import type { ImagePreparation } from '../../image-preparation.ts';

/** Returns how images are prepared, as a sentence. */
export function preparationWords({ item, map }: ImagePreparation): string {
  const sides = [map.down.taps.length, map.across.taps.length] as const;
  const from = [map.down.from, map.across.from] as const;
  const last = from.join() === sides.join() ? [] : [`resized to ${pixels(sides)}`];
  return `Each image is ${[...item.map(wordsOf), ...last].join(', then ')}.`;
}

/** Returns a size in words: width first, as people say it. */
export const pixels = ([height, width]: readonly [height: number, width: number]): string =>
  `${width} × ${height} pixels`;

function wordsOf({ name, settings }: TransformDescription): string {
  const size = pixels(settings['size'] as readonly [number, number]);
  if (name === 'randomResizedCrop')
    return settings['valXtra'] === 0
      ? `squeezed to ${size}`
      : `squeezed to a little more than ${size}, cut to its centre`;
  switch (settings['method']) {
    case 'pad':
      return `padded to the shape of the model and resized to ${size}`;
    case 'squish':
      return `squeezed to ${size}`;
    default:
      return `cut to the largest box at its centre and resized to ${size}`;
  }
}
