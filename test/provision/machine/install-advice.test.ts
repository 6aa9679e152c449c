import { expect, test } from 'vitest';
import { installAdvice } from '../../../src/provision/machine/install-advice.ts';

const on = (osRelease: string, { platform = 'linux-x64', isRoot = true } = {}) => ({
  platform,
  osRelease: () => osRelease,
  isRoot,
});

test.each([
  ['Debian', 'ID=debian', 'apt-get update && apt-get install -y python3-pip g++'],
  ['a relative of Ubuntu', 'ID=linuxmint\nID_LIKE="ubuntu debian"', /^apt-get .* python3-pip g\+\+$/],
  [
    'Rocky Linux',
    'NAME="Rocky"\nID="rocky"\nID_LIKE="rhel centos fedora"',
    'dnf install -y python3-pip gcc-c++',
  ],
  ['openSUSE', "ID='opensuse-leap'\nID_LIKE='suse opensuse'", 'zypper install -y python3-pip gcc-c++'],
  ['Arch', 'ID=arch', 'pacman -S --needed python-pip gcc'],
])('on %s, advises the exact command', (_, osRelease, command) => {
  const advice = installAdvice(on(osRelease), ['pip', 'compiler']);
  expect(advice.replace(/^Run: /, '')).toEqual(
    typeof command === 'string' ? command : expect.stringMatching(command),
  );
});

test('uses sudo unless the user is root', () => {
  expect(installAdvice(on('ID=debian', { isRoot: false }), ['compiler'])).toBe(
    'Run: sudo apt-get update && sudo apt-get install -y g++',
  );
});

test('advises a command on macOS', () => {
  const mac = on('', { platform: 'darwin-arm64', isRoot: false });
  expect(installAdvice(mac, ['pip'])).toBe('Run: brew install python');
  expect(installAdvice(mac, ['pip', 'compiler'])).toBe('Run: xcode-select --install');
});

test('names the tools on an unknown system', () => {
  expect(installAdvice(on('ID=void\nVERSION_ID=debian'), ['pip', 'compiler'])).toBe(
    'Install Python 3 with pip and a C++ compiler (g++ or clang++) with the package manager of this system.',
  );
});
