import { at } from '../../src/core/index.ts';

/** What the user has chosen to see. */
export interface Look {
  readonly pane: Pane;
  readonly zoom: 'all' | 'epoch' | 'latest';
  readonly smoothing: 'both' | 'smoothed' | 'raw';
  readonly log: boolean;
  readonly help: boolean;
  readonly paused: boolean;
  /** How many times `q` or Ctrl-C was pressed. */
  readonly stops: number;
}

export const panes = ['overview', 'scores', 'table', 'run'] as const;
export type Pane = (typeof panes)[number];

export const firstLook: Look = {
  pane: 'overview',
  zoom: 'all',
  smoothing: 'both',
  log: false,
  help: false,
  paused: false,
  stops: 0,
};

/** Applies a key. Ignores unknown keys. */
export function foldKey(look: Look, key: string): Look {
  switch (key) {
    case '1':
    case '2':
    case '3':
    case '4':
      return { ...look, help: false, pane: at(panes, Number(key) - 1) };
    case 'tab':
      return { ...look, help: false, pane: after(panes, look.pane) };
    case 'z':
      return { ...look, zoom: after(['all', 'epoch', 'latest'], look.zoom) };
    case 's':
      return { ...look, smoothing: after(['both', 'smoothed', 'raw'], look.smoothing) };
    case 'l':
      return { ...look, log: !look.log };
    case '?':
      return { ...look, help: !look.help };
    case 'escape':
      return { ...look, help: false };
    case 'p':
      return { ...look, paused: !look.paused };
    case 'q':
    case 'ctrl-c':
      return { ...look, stops: look.stops + 1 };
    default:
      return look;
  }
}

/** Returns the names of the keys in a terminal's input, which may hold several if the user types fast. */
export const keysOf = (
  input: string,
  { tab, escape, ctrl }: { readonly tab: boolean; readonly escape: boolean; readonly ctrl: boolean },
): readonly string[] => {
  if (tab) return ['tab'];
  if (escape) return ['escape'];
  if (ctrl) return input === 'c' || input === 'z' ? [`ctrl-${input}`] : [];
  return Array.from(input, (char) => CONTROL[char] ?? char);
};

const CONTROL: Readonly<Record<string, string>> = {
  '\t': 'tab',
  '\u0003': 'ctrl-c',
  '\u001A': 'ctrl-z',
  '\u001B': 'escape',
};

const after = <A>(all: readonly A[], one: A): A => at(all, (all.indexOf(one) + 1) % all.length);
