import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type Address, parseAddress } from '../../src/server/address.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The executable, built into a folder of its own: `dist/` may be in use or out of date. */
export interface Executable {
  /** The folder, with `main.js` in it. */
  readonly folder: string;
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): Run;
  remove(): void;
}

/** A run of the executable. */
export interface Run {
  /** The first line of the log with this message, or `undefined` once the process has ended without it. */
  line(message: RegExp): Promise<LogLine | undefined>;
  stop(signal: 'SIGTERM' | 'SIGINT'): void;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** What is looked at in a line of the log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly address?: string;
  readonly signal?: string;
}

/** Builds the executable as `npm run build` does, with these options. */
export function buildExecutable(...options: readonly '--image'[]): Executable {
  // Far from any node_modules: nothing but Node.js may be needed.
  const folder = mkdtempSync(join(tmpdir(), 'executable-'));
  const built = spawnSync(process.execPath, ['scripts/build.mjs', ...options, folder], { cwd: ROOT, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  return {
    folder,
    start: (args, environment = {}) =>
      follow(
        spawn(process.execPath, [join(folder, 'main.js'), ...args], {
          env: { PATH: process.env.PATH ?? '', ...environment },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      ),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The address in a line of the log. */
export function addressOf(line: LogLine | undefined): Address {
  const address = parseAddress(line?.address ?? '');
  if (address === undefined) throw new Error(`no address in ${JSON.stringify(line)}`);
  return address;
}

/** A process that logs as the executable does. */
export function follow(child: ChildProcessByStdio<null, Readable, Readable>): Run {
  const seen: LogLine[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  let stderr = '';
  let over = false;
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) seen.push(JSON.parse(line));
    wake();
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.on('close', (code) => {
      over = true;
      wake();
      resolve({ code, stderr });
    });
  });
  return {
    ended,
    stop: (signal) => child.kill(signal),
    line: (message) =>
      new Promise((resolve) => {
        const look = () => {
          const found = seen.find(({ msg }) => message.test(msg));
          if (found === undefined && !over) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
