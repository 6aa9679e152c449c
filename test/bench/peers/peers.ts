import { installedPython, pythonWith, type PythonPeers } from '../../support/python-peers.ts';

/** The Python packages to compare with. */
export const PEERS = { fastai: '2.8.12', torch: '2.15.0', torchvision: '0.29.2' } as const;

const ENVIRONMENT: PythonPeers = {
  name: 'bench',
  packages: PEERS,
  amount: 'about 3 GB to download, 6 GB unpacked',
};

/** Returns the Python of a virtual environment with the peers, which the first call creates. */
export const preparePython = (say: (line: string) => void): Promise<string> => pythonWith(ENVIRONMENT, say);

/** Returns that Python; null if it is not created yet. */
export const installedPeers = (): string | null => installedPython(ENVIRONMENT);
