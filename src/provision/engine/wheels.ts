import { CUDA_WHEELS } from './cuda-wheels.ts';
import type { EngineDevice } from './engine-device.ts';
import { pinned, type Wheel } from './wheel.ts';

/** What the engine is made of on one platform. */
export interface EngineWheels {
  readonly tensorflow: Wheel;
  /** NVIDIA's libraries, as `tensorflow[and-cuda]` names them. */
  readonly cuda: readonly Wheel[];
  /** The compiler for machines that have none. */
  readonly zig: Wheel;
}

export const TENSORFLOW_VERSION = '2.21.0';

/** Of the 13,000 headers, those of the C API and what they include. */
const TENSORFLOW_FILES =
  /^tensorflow\/(libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$|include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/)/;
const ZIG_FILES = /^ziglang\//;

const tensorflow = (name: string, tag: string, bytes: number, sha256: string, unpacked: number): Wheel =>
  pinned(TENSORFLOW_FILES)([name, TENSORFLOW_VERSION, tag, bytes, sha256, unpacked]);

const zig = (tag: string, bytes: number, sha256: string, unpacked: number): Wheel =>
  pinned(ZIG_FILES)(['ziglang', '0.17.1', tag, bytes, sha256, unpacked]);

const LINUX_X64_ZIG = zig(
  'manylinux2010_x86_64',
  101_083_562,
  'ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54',
  375_692_284,
);

const WHEELS: Readonly<Record<string, EngineWheels>> = {
  'linux-x64 cpu': {
    tensorflow: tensorflow(
      'tensorflow-cpu',
      'manylinux_2_27_x86_64',
      273_829_956,
      '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      854_258_761,
    ),
    cuda: [],
    zig: LINUX_X64_ZIG,
  },
  'linux-x64 gpu': {
    tensorflow: tensorflow(
      'tensorflow',
      'manylinux_2_27_x86_64',
      572_440_367,
      '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      1_259_970_905,
    ),
    cuda: CUDA_WHEELS,
    zig: LINUX_X64_ZIG,
  },
  'linux-arm64 cpu': {
    tensorflow: tensorflow(
      'tensorflow',
      'manylinux_2_27_aarch64',
      281_828_020,
      '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      884_012_033,
    ),
    cuda: [],
    zig: zig(
      'manylinux2014_aarch64',
      98_063_064,
      'b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e',
      361_866_047,
    ),
  },
  'darwin-arm64 cpu': {
    tensorflow: tensorflow(
      'tensorflow',
      'macosx_12_0_arm64',
      223_405_849,
      '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
      741_755_449,
    ),
    cuda: [],
    zig: zig(
      'macosx_13_0_arm64',
      100_390_379,
      '09953b6af7f64168b915180a42774f520f92d86ef6331b28e33915c7e1f0bb23',
      389_339_906,
    ),
  },
};

/** The wheels for a platform (Node's names, e.g. `linux-x64`), or undefined where TensorFlow has none. */
export const wheelsFor = (platform: string, device: EngineDevice): EngineWheels | undefined =>
  WHEELS[`${platform} ${device}`];
