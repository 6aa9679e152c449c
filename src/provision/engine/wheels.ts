import { parsePin, type Wheel } from '../wheels/wheel.ts';

/** The device that computes: the CPU, or an NVIDIA GPU (the CPU if TensorFlow finds no usable one). */
export type EngineDevice = 'cpu' | 'gpu';

/** The wheels of an engine on one platform. */
export interface EngineWheels {
  readonly tensorflow: Wheel;
  /** NVIDIA's libraries, as `tensorflow[and-cuda]` names them. */
  readonly cuda: readonly Wheel[];
  /** The compiler for machines without one. */
  readonly zig: Wheel;
}

export const TENSORFLOW_VERSION = '2.21.0';

/**
 * One wheel per line: platform and device, name, version, tag, bytes, SHA-256, unpacked bytes. NVIDIA's libraries have
 * the newest versions that the metadata of TensorFlow 2.21 allows.
 */
const PINS = `
linux-x64/cpu tensorflow-cpu 2.21.0 manylinux_2_27_x86_64 273829956 2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c 854258761
linux-x64/gpu tensorflow 2.21.0 manylinux_2_27_x86_64 572440367 9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124 1259970905
linux-x64/gpu nvidia-cublas-cu12 12.9.3.13 manylinux_2_27_x86_64 581217458 d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72 855064416
linux-x64/gpu nvidia-cuda-cupti-cu12 12.8.90 manylinux2014_x86_64 10248621 ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182 41311976
linux-x64/gpu nvidia-cuda-nvcc-cu12 12.9.86 manylinux2010_x86_64 40546229 5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0 98010465
linux-x64/gpu nvidia-cuda-nvrtc-cu12 12.9.86 manylinux2010_x86_64 89568129 210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4 227340992
linux-x64/gpu nvidia-cuda-runtime-cu12 12.9.79 manylinux2014_x86_64 3493179 25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3 5342176
linux-x64/gpu nvidia-cudnn-cu12 9.28.0.42 manylinux_2_27_x86_64 716538495 9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375 1162393472
linux-x64/gpu nvidia-cufft-cu12 11.4.1.4 manylinux2014_x86_64 200877592 c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28 293609416
linux-x64/gpu nvidia-curand-cu12 10.3.10.19 manylinux_2_27_x86_64 68295626 49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e 166965432
linux-x64/gpu nvidia-cusolver-cu12 11.7.5.82 manylinux_2_27_x86_64 338117415 15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88 494975064
linux-x64/gpu nvidia-cusparse-cu12 12.5.10.65 manylinux2014_x86_64 366465088 73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78 486556368
linux-x64/gpu nvidia-nccl-cu12 2.32.3 manylinux_2_27_x86_64 351526311 bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c 489653380
linux-x64/gpu nvidia-nvjitlink-cu12 12.9.86 manylinux2010_x86_64 39748338 e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9 95935344
linux-x64/* ziglang 0.17.1 manylinux2010_x86_64 101083562 ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54 375692284
linux-arm64/cpu tensorflow 2.21.0 manylinux_2_27_aarch64 281828020 4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c 884012033
linux-arm64/* ziglang 0.17.1 manylinux2014_aarch64 98063064 b7c5f02fccd40f89b999ee16a1f5ddced56e6182370f8affe494bcf8a28cf07e 361866047
darwin-arm64/cpu tensorflow 2.21.0 macosx_12_0_arm64 223405849 51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88 741755449
darwin-arm64/* ziglang 0.17.1 macosx_13_0_arm64 100390379 09953b6af7f64168b915180a42774f520f92d86ef6331b28e33915c7e1f0bb23 389339906
`;

/** The libraries; of the 13,000 headers, only those of the C API and the ones they include. */
const TENSORFLOW_FILES =
  /^tensorflow\/(libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$|include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\/)/;
const CUDA_FILES = /^nvidia\/[^/]+\/(lib|bin|nvvm)\//;
const ZIG_FILES = /^ziglang\//;

/** Returns the wheels for a platform in Node's names, e.g. `linux-x64`; undefined if TensorFlow has none. */
export function wheelsFor(platform: string, device: EngineDevice): EngineWheels | undefined {
  const wheelsOf = (target: string, name: string, keep: RegExp): readonly Wheel[] =>
    PINS.split('\n')
      .filter((line) => line.startsWith(`${target} ${name}`))
      .map((line) => parsePin(line, keep));
  const [tensorflow] = wheelsOf(`${platform}/${device}`, 'tensorflow', TENSORFLOW_FILES);
  const [zig] = wheelsOf(`${platform}/*`, 'ziglang', ZIG_FILES);
  if (tensorflow === undefined || zig === undefined) return undefined;
  return { tensorflow, cuda: wheelsOf(`${platform}/${device}`, 'nvidia-', CUDA_FILES), zig };
}
