import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The duration of a task, its number of images, and further results of some tasks. */
export interface Answer {
  readonly seconds: number;
  readonly images: number;
  readonly more?: Readonly<Record<string, number | string>>;
}

/** A task of a worker: its name and parameters. */
export type Task = Readonly<Record<string, unknown>> & { readonly task: string };

/** One side of a comparison: a worker process that reads tasks and writes answers, one JSON object per line. */
export class Side implements Disposable {
  private readonly child: ChildProcess;
  private readonly waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  private errors = '';

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
    const env = { ...process.env, ...environment };
    this.child = spawn(command, [...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stderr?.on('data', (text: Buffer) => {
      this.errors = (this.errors + text.toString()).slice(-4000);
    });
    if (this.child.stdout !== null)
      createInterface({ input: this.child.stdout }).on('line', (line) => {
        this.waiting.shift()?.resolve(JSON.parse(line) as Answer);
      });
    this.child.on('exit', (code, signal) => {
      this.fail(`${command} exited with ${String(signal ?? code)}:\n${this.errors}`);
    });
    this.child.on('error', ({ message }) => {
      this.fail(message);
    });
    // A task for a process that has exited: nobody answers it.
    this.child.stdin?.on('error', ({ message }) => {
      this.fail(message);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  ask(task: Task): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.child.stdin?.write(`${JSON.stringify(task)}\n`);
    });
  }

  [Symbol.dispose](): void {
    this.child.removeAllListeners('exit');
    this.child.kill();
  }

  private fail(reason: string): void {
    for (const { reject } of this.waiting.splice(0)) reject(new Error(reason));
  }
}
