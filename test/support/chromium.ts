import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { temporaryFolder } from './temporary-folder.ts';

/** A page in a headless Chromium. */
export interface BrowserPage extends AsyncDisposable {
  /** Sends a command of the DevTools protocol. */
  readonly send: (method: string, params?: object) => Promise<Readonly<Record<string, unknown>>>;
  /** Evaluates an expression in the page, also one of a promise, and resolves with its value as JSON has it. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Resolves when an expression is true; rejects after 20 seconds. */
  readonly until: (expression: string) => Promise<void>;
  readonly screenshot: (path: string) => Promise<void>;
  /** What the page reported so far: exceptions, errors in the console, violations of its security policy. */
  readonly problems: () => readonly string[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

const PROBLEMS = ['Runtime.exceptionThrown', 'Log.entryAdded'];

/** Options of {@link openPage}. */
export interface OpenPageOptions {
  readonly executable?: string;
  /** Whether the page has WebGL, computed on the CPU; by default it has none. */
  readonly webgl?: boolean;
  /** More arguments. */
  readonly args?: readonly string[];
}

/** Opens a page. Chromium is driven through pipes, so no package is needed. */
export async function openPage(
  url: string,
  { executable = 'chromium', webgl = false, args = [] }: OpenPageOptions = {},
): Promise<BrowserPage> {
  const profile = temporaryFolder();
  const child = spawn(
    executable,
    [
      ...['--headless', '--no-sandbox', '--remote-debugging-pipe', ...args],
      ...(webgl ? ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] : ['--disable-gpu']),
      ...[
        '--no-first-run',
        '--disable-background-networking',
        `--user-data-dir=${profile.path}`,
        'about:blank',
      ],
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const waiting = new Map<number, (message: Message) => void>();
  const problems: string[] = [];
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      if (PROBLEMS.includes(message.method ?? '')) problems.push(JSON.stringify(message.params));
    }
  });
  let count = 0;
  const session: { sessionId?: string } = {};
  const send: BrowserPage['send'] = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const id = ++count;
      waiting.set(id, ({ result = {}, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      input.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    });
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const attached = await send('Target.attachToTarget', { targetId, flatten: true });
  session.sessionId = String(attached['sessionId']);
  for (const domain of ['Page', 'Runtime', 'Log', 'DOM']) await send(`${domain}.enable`);
  await send('Page.navigate', { url });
  const evaluate: BrowserPage['evaluate'] = async (expression) => {
    const { result, exceptionDetails } = (await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as { readonly result: { readonly value?: unknown }; readonly exceptionDetails?: object };
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  };
  return {
    send,
    evaluate,
    until: async (expression) => {
      for (let tries = 0; tries < 400; tries++) {
        if ((await evaluate(expression)) === true) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(
        `expected ${expression}, received:\n${String(await evaluate('document.body.innerText'))}`,
      );
    },
    screenshot: async (path) => {
      const { data } = await send('Page.captureScreenshot', { captureBeyondViewport: true });
      writeFileSync(path, Buffer.from(String(data), 'base64'));
    },
    problems: () => [...problems],
    [Symbol.asyncDispose]: async () => {
      const exited = once(child, 'exit');
      // Its other processes end too, so that none writes into the profile any more.
      await send('Browser.close');
      await exited;
      profile[Symbol.dispose]();
    },
  };
}
