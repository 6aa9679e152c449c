import type { Machine } from './machine.ts';

/** What a person may have to install before the engine can be prepared. */
export type Tool = 'pip' | 'compiler';

/** The package manager of a family of Linux distributions. */
interface PackageManager {
  /** As `ID` and `ID_LIKE` of /etc/os-release name them. */
  readonly systems: readonly string[];
  /** Run one after the other, as root; the packages follow the last one. */
  readonly commands: readonly string[];
  readonly packages: Readonly<Record<Tool, string>>;
}

const MANAGERS: readonly PackageManager[] = [
  {
    systems: ['debian', 'ubuntu'],
    commands: ['apt-get update', 'apt-get install -y'],
    packages: { pip: 'python3-pip', compiler: 'g++' },
  },
  {
    systems: ['fedora', 'rhel', 'centos'],
    commands: ['dnf install -y'],
    packages: { pip: 'python3-pip', compiler: 'gcc-c++' },
  },
  {
    systems: ['suse', 'opensuse'],
    commands: ['zypper install -y'],
    packages: { pip: 'python3-pip', compiler: 'gcc-c++' },
  },
  {
    systems: ['arch'],
    commands: ['pacman -S --needed'],
    packages: { pip: 'python-pip', compiler: 'gcc' },
  },
];

const NAMES: Readonly<Record<Tool, string>> = {
  pip: 'Python 3 with pip',
  compiler: 'a C++ compiler (g++ or clang++)',
};

/** Says how to install tools on a machine, as a sentence: with the exact command where it is known. */
export function installAdvice(
  machine: Pick<Machine, 'platform' | 'osRelease' | 'isRoot'>,
  tools: readonly Tool[],
): string {
  const command = installCommand(machine, tools);
  return command === null
    ? `Install ${tools.map((tool) => NAMES[tool]).join(' and ')} with the package manager of this system.`
    : `Run: ${command}`;
}

/** Null if the system is none of those that are known. */
function installCommand(
  { platform, osRelease, isRoot }: Pick<Machine, 'platform' | 'osRelease' | 'isRoot'>,
  tools: readonly Tool[],
): string | null {
  // Apple's command-line tools bring Python with pip as well.
  if (platform.startsWith('darwin'))
    return tools.includes('compiler') ? 'xcode-select --install' : 'brew install python';
  const systems = systemsOf(osRelease());
  const manager = MANAGERS.find((each) => each.systems.some((system) => systems.includes(system)));
  if (manager === undefined) return null;
  const packages = tools.map((tool) => manager.packages[tool]).join(' ');
  return `${manager.commands.map((each) => (isRoot ? each : `sudo ${each}`)).join(' && ')} ${packages}`;
}

/** The names in `ID` and `ID_LIKE`. */
const systemsOf = (osRelease: string): readonly string[] =>
  [...osRelease.matchAll(/^ID(?:_LIKE)?=["']?([^"'\n]*)/gm)].flatMap(([, names = '']) => names.split(' '));
