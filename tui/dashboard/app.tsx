import { useReducer, type ReactElement } from 'react';
import { render, useInput, useStdin } from 'ink';
import {
  asapScheduler,
  asyncScheduler,
  fromEvent,
  map,
  Observable,
  subscribeOn,
  throttleTime,
  type OperatorFunction,
} from 'rxjs';
import type { Metric } from '../../src/core/index.ts';
import { Canvas } from './canvas.ts';
import { CanvasContext } from './components/canvas-context.ts';
import { RunScreen } from './components/run-screen.tsx';
import { frames, type Frame } from './frames.ts';
import { firstLook, foldKey, keysOf } from './keys.ts';
import { noView } from './model.ts';
import { paced } from './paced.ts';
import { Screen } from './screen.ts';
import { useStream, type Endings } from './use-stream.ts';

export interface DashboardConfig {
  /** A terminal. */
  readonly stdout: NodeJS.WriteStream;
  /** Keys come from here where it is a terminal too. */
  readonly stdin: NodeJS.ReadStream;
  /** `q` or Ctrl-C, each time that it is pressed. */
  readonly onStop: () => void;
  /** `p`: whether the run is to rest. Absent where a run cannot: then no such key is shown. */
  readonly onPause?: (paused: boolean) => void;
  /** Whether the run goes on without it: who leaves stops nothing. */
  readonly watching?: boolean;
}

interface DashboardProps extends Pick<DashboardConfig, 'onStop' | 'onPause' | 'watching'> {
  readonly frame$: Observable<Frame>;
  readonly size$: Observable<TerminalSize>;
  readonly size: TerminalSize;
  readonly endings: Endings;
  /** The last frame, which stays on the terminal: lower, without keys. */
  readonly leaving?: boolean;
}

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The lines under the last frame: what the edge says, and the prompt. */
const BELOW = 4;

/** The run as it is now, as the person wants to look at it. */
export function Dashboard(props: DashboardProps): ReactElement {
  const { onStop, onPause, watching = false, leaving = false } = props;
  const frame = useStream(props.frame$, firstFrame, props.endings);
  const { columns, rows } = useStream(props.size$, props.size, props.endings);
  const [look, press] = useReducer(foldKey, firstLook);
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      let { paused } = look;
      for (const name of keysOf(input, key)) {
        if (name === 'p' && onPause === undefined) continue;
        press(name);
        if (name === 'q' || name === 'ctrl-c') onStop();
        if (name === 'p') onPause?.((paused = !paused));
      }
    },
    { isActive: isRawModeSupported },
  );
  const keys = leaving || !isRawModeSupported ? null : { pausable: onPause !== undefined, watching };
  const height = leaving ? Math.max(1, rows - BELOW) : rows;
  return <RunScreen frame={frame} look={look} columns={columns} rows={height} keys={keys} />;
}

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const firstFrame: Frame = { view: noView, silence: 0 };

/**
 * Shows a run on the terminal until its metrics end. The last frame stays, the terminal is as it was before, also
 * when the metrics fail (the failure passes on) or when nobody wants to see them any more.
 *
 * ```text
 * source      -a-b-c|     metrics
 * output      ------|
 * ```
 */
export const drawn =
  ({ stdout, stdin, onStop, onPause, watching = false }: DashboardConfig): OperatorFunction<Metric, never> =>
  (metrics) =>
    new Observable((subscriber) => {
      const canvas = new Canvas();
      const screen = new Screen(stdout, (frame) => canvas.painted(frame));
      const element = (leaving: boolean): ReactElement => (
        <CanvasContext value={canvas}>
          <Dashboard {...props} leaving={leaving} />
        </CanvasContext>
      );
      // Before whoever listens is told: what they say then belongs on the terminal as it was.
      const leave = (): void => {
        if (gone) return;
        gone = true;
        ink.rerender(element(true));
        ink.unmount();
        screen.close();
      };
      const fail = (cause: unknown): void => {
        leave();
        subscriber.error(cause);
      };
      let gone = false;
      const size = (): TerminalSize => ({ columns: stdout.columns, rows: stdout.rows });
      const props: DashboardProps = {
        // Once Ink is there: metrics may end while they are subscribed.
        frame$: metrics.pipe(
          subscribeOn(asapScheduler),
          frames({ every: paced({ cpuMs, fraction: 0.01, least: 100, most: 1000 }) }),
        ),
        size$: fromEvent(stdout, 'resize').pipe(
          throttleTime(100, asyncScheduler, { leading: true, trailing: true }),
          map(size),
        ),
        size: size(),
        endings: {
          complete: () => {
            leave();
            subscriber.complete();
          },
          error: fail,
        },
        onStop,
        watching,
        ...(onPause === undefined ? {} : { onPause }),
      };
      const ink = render(element(false), {
        stdout: screen as unknown as NodeJS.WriteStream,
        stdin,
        debug: true,
        exitOnCtrlC: false,
        patchConsole: false,
      });
      // A component that throws ends everything.
      ink.waitUntilExit().catch(fail);
      return leave;
    });
