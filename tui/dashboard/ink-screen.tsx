import { useSyncExternalStore, type ReactElement } from 'react';
import { render, useInput, useStdin } from 'ink';
import { from, Subject, type Observable } from 'rxjs';
import { Canvas } from './canvas.ts';
import { CanvasContext } from './components/canvas-context.ts';
import type { KeysProps } from './components/keys.tsx';
import { RunScreen } from './components/run-screen.tsx';
import type { Frame } from './frames.ts';
import { firstLook, keysOf, type Look } from './keys.ts';
import { noRunState } from '../../src/reports/index.ts';
import { Screen } from './screen.ts';
import { Store } from './store.ts';

export interface InkScreenConfig extends Required<Pick<KeysProps, 'pausable' | 'watching'>> {
  /** A terminal. */
  readonly stdout: NodeJS.WriteStream;
  /** The source of keys, if it is a terminal. */
  readonly stdin: NodeJS.ReadStream;
  /** See `RunPane`. */
  readonly waiting?: readonly string[] | undefined;
}

/** The content of the dashboard. */
interface Content {
  readonly frame: Frame;
  readonly look: Look;
  readonly size: TerminalSize;
}

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A dashboard on the terminal. Disposing it leaves the last frame, without keys, and restores the terminal. */
export interface InkScreen extends Disposable {
  readonly show: (change: Partial<Content>) => void;
  /** Restores the terminal before the process is suspended (true), and takes it again when it continues. */
  readonly suspend: (suspended: boolean) => void;
  /** Emits the name of each pressed key. */
  readonly key$: Observable<string>;
  /** Completes when the screen is disposed; errors if a component throws. */
  readonly end$: Observable<unknown>;
}

export const sizeOf = ({ columns, rows }: NodeJS.WriteStream): TerminalSize => ({ columns, rows });

/** Opens the dashboard. */
export function openInkScreen({ stdout, stdin, ...keys }: InkScreenConfig): InkScreen {
  const canvas = new Canvas();
  const screen = new Screen(stdout, (frame) => canvas.paint(frame));
  const key$ = new Subject<string>();
  const store = new Store<Content>({
    frame: { view: noRunState, silence: 0 },
    look: firstLook,
    size: sizeOf(stdout),
  });
  const element = (closing: boolean): ReactElement => (
    <CanvasContext value={canvas}>
      <Dashboard {...keys} store={store} onKey={(key) => key$.next(key)} closing={closing} />
    </CanvasContext>
  );
  const ink = render(element(false), {
    stdout: screen as unknown as NodeJS.WriteStream,
    stdin,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  let isOpen = true;
  let isSuspended = false;
  return {
    show: (change) => store.set({ ...store.get(), ...change }),
    suspend: (suspended) => {
      if (suspended === isSuspended) return;
      isSuspended = suspended;
      if (stdin.isTTY) stdin.setRawMode(!suspended);
      screen.suspend(suspended);
    },
    key$,
    end$: from(ink.waitUntilExit()),
    [Symbol.dispose]: () => {
      if (!isOpen) return;
      isOpen = false;
      screen.finish();
      ink.rerender(element(true));
      ink.unmount();
      screen.close();
    },
  };
}

/** Lines below the last frame, for later output and the prompt. */
const BELOW = 4;

interface DashboardProps extends Pick<InkScreenConfig, 'pausable' | 'watching' | 'waiting'> {
  readonly store: Store<Content>;
  readonly onKey: (key: string) => void;
  /** Whether this is the last frame, which stays on the terminal: it has fewer lines and shows no keys. */
  readonly closing: boolean;
}

function Dashboard({ store, onKey, closing, ...keys }: DashboardProps): ReactElement {
  const { frame, look, size } = useSyncExternalStore(store.listen, store.get);
  const { isRawModeSupported } = useStdin();
  useInput((input, key) => keysOf(input, key).forEach(onKey), { isActive: isRawModeSupported });
  return (
    <RunScreen
      frame={frame}
      look={look}
      columns={size.columns}
      rows={closing ? Math.max(1, size.rows - BELOW) : size.rows}
      keys={isRawModeSupported}
      closing={closing}
      {...keys}
    />
  );
}
