import { spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is started, and the folder that its output goes to, into a file named after it. */
export interface Start {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A program that runs next to the tests. */
export interface Program {
  readonly name: string;
  /** Its exit code, once it is gone; nothing where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Ends it with a signal, and by force where it does not listen. Resolves once it is gone. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  isRunning(): boolean;
  /** The last lines it wrote. */
  tail(): string;
}

const GRACE_MS = 15_000;
const TAIL_LINES = 20;

/** Starts a program with nothing of our environment but what it needs. */
export function startProgram({ name, command, args, folder, environment = {} }: Start): Program {
  const path = join(folder, `${name}.log`);
  const log = createWriteStream(path, { flags: 'a' });
  const env = { PATH: process.env.PATH ?? '', HOME: folder, ...environment };
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let running = true;
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<number | null>((resolve) => {
    const end = (code: number | null) => {
      running = false;
      log.end(() => resolve(code));
    };
    child.once('close', end);
    child.once('error', () => end(null));
  });
  return {
    name,
    ended,
    isRunning: () => running,
    async stop(signal = 'SIGTERM') {
      const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      child.kill(signal);
      await ended;
      clearTimeout(force);
    },
    tail: () => readFileSync(path, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n'),
  };
}
