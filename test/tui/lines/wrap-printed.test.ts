import { expect, test } from 'vitest';
import { shellCommand } from '../../../src/core/index.ts';
import { wrapPrinted } from '../../../tui/lines/wrap-printed.ts';

const command = shellCommand(['--config', '/data/my long run folder/config.json']);

test('a shell command stays in one piece, on a line of its own', () => {
  expect(wrapPrinted(`The run failed. To rerun: ${command}`, 30)).toEqual([
    'The run failed. To rerun:',
    command,
  ]);
  expect(wrapPrinted(command, 20)).toEqual([command]);
  expect(wrapPrinted('No C++ compiler. Run: apt-get install -y g++', 30)).toEqual([
    'No C++ compiler. Run:',
    'apt-get install -y g++',
  ]);
  expect(wrapPrinted(`To rerun: ${shellCommand()}`, 14)).toEqual(['To rerun:', 'npm start']);
  const curl = '  curl --data-binary @photo.jpg http://localhost:8000/predict';
  expect(wrapPrinted(curl, 30)).toEqual([curl]);
});

test('a line that fits stays whole', () => {
  expect(wrapPrinted(`To rerun: ${command}`, 100)).toEqual([`To rerun: ${command}`]);
});

test('other text breaks between words, and a path stays in one piece', () => {
  expect(wrapPrinted('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapPrinted('Results are in /data/runs/first, and more', 12)).toEqual([
    'Results are',
    'in',
    '/data/runs/first,',
    'and more',
  ]);
  expect(wrapPrinted('/data/runs/first', 4)).toEqual(['/data/runs/first']);
});
