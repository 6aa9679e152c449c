import { createInterface } from 'node:readline';
import type { Answer, Task } from './side.ts';

/** Answers the tasks on standard input one after another: the other end of a `Side`. */
export async function serve(
  tasks: Readonly<Record<string, (task: never) => Answer | Promise<Answer>>>,
): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const task = JSON.parse(line) as Task;
    const work = tasks[task.task];
    if (work === undefined) throw new Error(`no task named ${task.task}`);
    process.stdout.write(`${JSON.stringify(await work(task as never))}\n`);
  }
}
