import type { imagenetteNames } from '../../core/index.ts';
import type { Archive } from './archived-images.ts';

/**
 * Imagenette (Howard, 2019), version 2: 9,469 training and 3,925 validation photographs of ten easy classes of ImageNet,
 * in full size and with a shorter side of 320 or 160 pixels. TensorFlow Datasets publishes the sizes and hashes.
 */
export const IMAGENETTE = {
  imagenette: imagenette(
    'imagenette2',
    1_557_161_267,
    '6cbfac238434d89fe99e651496f0812ebc7a10fa62bd42d6874042bf01de4efd',
  ),
  'imagenette-320': imagenette(
    'imagenette2-320',
    341_663_724,
    '569b4497c98db6dd29f335d1f109cf315fe127053cedf69010d047f0188e158c',
  ),
  'imagenette-160': imagenette(
    'imagenette2-160',
    99_003_388,
    '64d0c4859f35a461889e0147755a999a48b49bf38a7e0f9bd27003f10db02fe5',
  ),
} as const satisfies Readonly<Record<(typeof imagenetteNames)[number], Archive>>;

/** fast.ai's public copies. */
export const IMAGENETTE_URL = 'https://s3.amazonaws.com/fast-ai-imageclas';

function imagenette(root: string, bytes: number, sha256: string): Archive {
  return {
    name: root.replace('imagenette2', 'imagenette'),
    file: `${root}.tgz`,
    mirrorVariable: 'MILLRACE_IMAGENETTE_URL',
    bytes,
    sha256,
    root,
    entries: 13_420,
    // Compression does not make photographs smaller; each also has a header and padding.
    unpackedBytes: Math.round(1.05 * bytes) + 15_000_000,
  };
}
