import type { Capabilities } from './core/index.ts';
import { createCapabilities, type CapabilitiesConfig } from './io/index.ts';
import { jpegDecoder } from './items/index.ts';

/** Returns the capabilities of a run on this machine, with the engine's JPEG decoder in front of sharp. */
export const createWorld = (config: Omit<CapabilitiesConfig, 'decoder'>): Capabilities =>
  createCapabilities({ ...config, decoder: jpegDecoder });
