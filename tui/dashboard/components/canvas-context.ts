import { createContext } from 'react';
import type { Canvas } from '../canvas.ts';

/** Where lines are put; null: they are Ink's. */
export const CanvasContext = createContext<Canvas | null>(null);
