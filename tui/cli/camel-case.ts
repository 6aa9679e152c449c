/** `batch-size` → `batchSize`: as options are called in code and in configuration files. */
export const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** `batchSize` → `batch-size`: as they are written behind dashes. */
export const kebabCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
