import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { LoadGenerator } from '../load/load-generator.js';
import type { Target } from '../load/target.js';
import type { Certificates } from './certificates.js';
import { CONTESTANT, type ContestantName, type Programs } from './contestants.js';
import { type OwnRequest, ownRequests } from './own-request.js';
import { cpuMs } from './process-usage.js';

/** A server that answers. */
export interface RunningServer {
  readonly name: ContestantName;
  readonly pid: number;
  readonly target: Target;
  readonly own: OwnRequest;
  /** From its start to its first answer. */
  readonly startMs: number;
  /** The CPU time until then: the same on a busy machine. */
  readonly startCpuMs: number;
  stop(): Promise<void>;
}

/** What a server is started with: the first call is also the check that it works. */
export interface Start {
  readonly programs: Programs;
  readonly load: LoadGenerator;
  readonly request: Uint8Array;
  /** Without them there is no TLS. */
  readonly certificates: Certificates | undefined;
}

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 5_000;

/** Starts a server and waits for its first answer; nothing where it cannot run here. */
export async function startServer(name: ContestantName, start: Start): Promise<RunningServer | undefined> {
  const { programs, load, request, certificates } = start;
  const port = await freePort();
  const command = CONTESTANT[name].command(programs, port, certificates?.folder);
  if (command === undefined) return undefined;
  const own = ownRequests(name, programs.sources);
  const target: Target = { port, ...(certificates ? { mtls: certificates.client } : {}) };
  const started = performance.now();
  const child = spawn(command.file, command.args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    // Python would leave compiled files beside its sources.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  // A benchmark that is interrupted leaves nothing behind.
  const kill = () => child.kill();
  // One listener for each server that runs.
  process.setMaxListeners(0);
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await gone;
    clearTimeout(impatient);
  };
  try {
    await load.first({ target, request: own(request), timeoutMs: START_TIMEOUT_MS });
    const startMs = performance.now() - started;
    const pid = child.pid ?? 0;
    return { name, pid, target, own, startMs, startCpuMs: cpuMs(pid), stop };
  } catch (thrown) {
    await stop();
    throw new Error(`cannot start server "${name}": ${String(thrown)}\n${complaints}`);
  }
}

/** A port that was free a moment ago: not every server can say which one it was given. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('cannot find a free port');
  return address.port;
}
