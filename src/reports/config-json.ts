/** The text of config.json: what runs a run again. */
export const configJson = (config: Readonly<Record<string, unknown>>): string =>
  `${JSON.stringify(config, null, 2)}\n`;
