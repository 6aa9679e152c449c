import { createContext } from 'react';
import type { Canvas } from '../canvas.ts';

/** The canvas that lines are drawn on; null if Ink draws them. */
export const CanvasContext = createContext<Canvas | null>(null);
