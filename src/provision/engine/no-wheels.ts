import type { MillraceError } from '../../core/index.ts';
import type { EngineDevice } from './engine-device.ts';
import { engineUnavailable, gpuRefused } from './engine-error.ts';

/** The error on a platform for which TensorFlow publishes no wheel: says that it is not supported, and what is. */
export const noWheels = (platform: string, device: EngineDevice): MillraceError =>
  device === 'gpu'
    ? gpuRefused('Linux on x64 with glibc', platform, 'Use --device cpu.')
    : engineUnavailable('Linux on x64 or arm64 with glibc, or macOS on arm64', platform, adviceFor(platform));

function adviceFor(platform: string): string {
  if (platform.startsWith('win32'))
    return 'Windows is not supported: use WSL 2. Run in PowerShell: wsl --install, then install Node and Millrace in its Ubuntu.';
  if (platform.endsWith('-musl'))
    return 'Alpine and other systems with musl are not supported: use Debian, Ubuntu or Fedora; in a container, an image such as node:22 instead of node:22-alpine.';
  if (platform === 'darwin-x64')
    return 'Macs with an Intel processor are not supported: use a container with Linux. Run: docker run --rm -it node:22 bash';
  return 'This machine is not supported: TensorFlow publishes no library for it.';
}
