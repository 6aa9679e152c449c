/** Sends the text that the file descriptor in PMI_FD has, then ends. */
import { readFileSync } from 'node:fs';

process.once('message', () => {
  const { PMI_FD } = process.env;
  process.send?.({ PMI_FD, text: readFileSync(Number(PMI_FD), 'utf8') }, undefined, undefined, () =>
    process.exit(0),
  );
});
