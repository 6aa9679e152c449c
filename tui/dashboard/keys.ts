/** How the person looks at the run. */
export interface Look {
  /** 1 to 4. */
  readonly pane: Pane;
  readonly zoom: 'all' | 'epoch' | 'latest';
  readonly smoothing: 'both' | 'smoothed' | 'raw';
  readonly log: boolean;
  readonly help: boolean;
  readonly paused: boolean;
  /** How often it was asked to stop. */
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

/** What a key means; keys that mean nothing change nothing. */
export function foldKey(look: Look, key: string): Look {
  switch (key) {
    case '1':
    case '2':
    case '3':
    case '4':
      return { ...look, help: false, pane: panes[Number(key) - 1] ?? look.pane };
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

/** What a terminal sends, as names of keys: who types fast sends several at once. */
export const keysOf = (
  input: string,
  { tab, escape, ctrl }: { readonly tab: boolean; readonly escape: boolean; readonly ctrl: boolean },
): readonly string[] => {
  if (tab) return ['tab'];
  if (escape) return ['escape'];
  if (ctrl) return input === 'c' ? ['ctrl-c'] : [];
  return Array.from(input, (char) => CONTROL[char] ?? char);
};

const CONTROL: Readonly<Record<string, string>> = { '\t': 'tab', '\u0003': 'ctrl-c', '\u001B': 'escape' };

const after = <A>(all: readonly A[], one: A): A => all[(all.indexOf(one) + 1) % all.length] ?? one;
