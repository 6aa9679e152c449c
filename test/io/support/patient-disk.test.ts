import { expect, test } from 'vitest';
import { diskWrites, type DiskWrites } from '../../../src/io/support/disk-writes.ts';
import { patientDisk } from '../../../src/io/support/patient-disk.ts';

/** A disk that is full for some writes. */
function fullDisk(failures: number, code = 'ENOSPC') {
  const acts: string[] = [];
  const fail = (act: string, path: string): Promise<void> => {
    acts.push(`${act} ${path}`);
    return failures-- > 0 ? Promise.reject(Object.assign(new Error('full'), { code })) : Promise.resolve();
  };
  const disk: DiskWrites = {
    ...diskWrites,
    create: (path) => fail('create', path),
    writeAt: (path) => fail('write', path),
    remove: (path) => Promise.resolve(void acts.push(`remove ${path}`)),
  };
  return { disk, acts };
}

test('waits for space, says so once, and writes again', async () => {
  const { disk, acts } = fullDisk(2);
  const warnings: string[] = [];
  const patient = patientDisk({ disk, warn: (text) => warnings.push(text), pollMs: 5 });
  await patient.create('/run/model', []);
  await patient.writeAt('/run/log', 0, Buffer.from('a'));
  // What was written before the disk was full takes space itself.
  const tried = ['create /run/model', 'remove /run/model'];
  expect(acts).toEqual([...tried, ...tried, 'create /run/model', 'write /run/log']);
  expect(warnings).toEqual(['no space left on the disk of /run/model: waiting up to 60 seconds for some']);
});

test('gives up after a time, and at once for other reasons', async () => {
  for (const [code, count] of [
    ['EDQUOT', 3],
    ['EROFS', 1],
  ] as const) {
    const { disk, acts } = fullDisk(99, code);
    const patient = patientDisk({ disk, warn: () => undefined, pollMs: 10, seconds: 0.02 });
    await expect(patient.writeAt('/run/log', 0, Buffer.from('a'))).rejects.toMatchObject({ code });
    expect(acts).toHaveLength(count);
  }
});

test('after a write that waited in vain, none waits until one succeeds', async () => {
  const { disk, acts } = fullDisk(4);
  const patient = patientDisk({ disk, warn: () => undefined, pollMs: 10, seconds: 0.02 });
  const write = (): Promise<void> => patient.writeAt('/run/log', 0, Buffer.from('a'));
  await expect(write()).rejects.toThrow('full');
  expect(acts).toHaveLength(3);
  await expect(write()).rejects.toThrow('full');
  expect(acts).toHaveLength(4);
  await write();
  expect(acts).toHaveLength(5);
});
