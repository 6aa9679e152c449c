/** `batch-size` → `batchSize`, the name in code and in configuration files. */
export const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
