/** Sends its first message back, then ends. */
process.once('message', (message) => {
  process.send?.(message, undefined, undefined, () => process.exit(0));
});
