import type { Machine } from './machine.ts';

/** A tool that preparing the engine may need. */
export type Tool = 'pip' | 'compiler';

/**
 * The package manager of a family of Linux distributions: names in `ID` and `ID_LIKE` of /etc/os-release, the commands to
 * run as root (the packages follow the last one), and the packages that contain pip and a compiler.
 */
type PackageManager = readonly [systems: string[], commands: string[], pip: string, compiler: string];

const MANAGERS: readonly PackageManager[] = [
  [['debian', 'ubuntu'], ['apt-get update', 'apt-get install -y'], 'python3-pip', 'g++'],
  [['fedora', 'rhel', 'centos'], ['dnf install -y'], 'python3-pip', 'gcc-c++'],
  [['suse', 'opensuse'], ['zypper install -y'], 'python3-pip', 'gcc-c++'],
  [['arch'], ['pacman -S --needed'], 'python-pip', 'gcc'],
];

const NAMES: Readonly<Record<Tool, string>> = {
  pip: 'Python 3 with pip',
  compiler: 'a C++ compiler (g++ or clang++)',
};

/** Returns a sentence on how to install tools: the exact command on a known system. */
export function installAdvice(
  machine: Pick<Machine, 'platform' | 'osRelease' | 'isRoot'>,
  tools: readonly Tool[],
): string {
  const command = installCommand(machine, tools);
  return command === null
    ? `Install ${tools.map((tool) => NAMES[tool]).join(' and ')} with the package manager of this system.`
    : `Run: ${command}`;
}

/** Returns null for an unknown system. */
function installCommand(
  { platform, osRelease, isRoot }: Pick<Machine, 'platform' | 'osRelease' | 'isRoot'>,
  tools: readonly Tool[],
): string | null {
  // Apple's command-line tools include Python with pip.
  if (platform.startsWith('darwin'))
    return tools.includes('compiler') ? 'xcode-select --install' : 'brew install python';
  const systems = systemsOf(osRelease());
  const manager = MANAGERS.find(([names]) => names.some((name) => systems.includes(name)));
  if (manager === undefined) return null;
  const [, commands, pip, compiler] = manager;
  const packages = tools.map((tool) => ({ pip, compiler })[tool]).join(' ');
  return `${commands.map((each) => (isRoot ? each : `sudo ${each}`)).join(' && ')} ${packages}`;
}

/** Returns the names in `ID` and `ID_LIKE`. */
const systemsOf = (osRelease: string): readonly string[] =>
  [...osRelease.matchAll(/^ID(?:_LIKE)?=["']?([^"'\n]*)/gm)].flatMap(([, names = '']) => names.split(' '));
