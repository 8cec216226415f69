import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** A server on loopback, with a certificate for `localhost` that `ca` signed. */
export interface RunningServer {
  readonly port: number;
  readonly ca: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** How a server is started in a folder of its own, as a user that it accepts. */
export interface ServerPlan {
  /** Files the server reads, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Commands that have to succeed before it starts. */
  readonly prepare?: readonly (readonly string[])[];
  readonly command: readonly string[];
  /** A command that succeeds once the server answers. */
  readonly ping: readonly string[];
  /** The system's user for servers that refuse to be root's. */
  readonly user: string;
}

/** How long a test lets a server start, in milliseconds: some first make files for minutes on a busy machine. */
export const STARTING = 300_000;
const PATIENCE = 120_000;
const PAUSE = 100;

/** The path of a program, or `undefined` where it is not installed; Debian keeps servers out of the PATH. */
export function findProgram(name: string): string | undefined {
  const versions = '/usr/lib/postgresql';
  const postgres = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', ...postgres];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Starts a server and waits until it answers. */
export async function startServer(plan: (folder: string, port: number) => ServerPlan): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'server-'));
  const [port, identity] = await Promise.all([freePort(), identityOf('localhost')]);
  const { files, prepare, command, ping, user } = plan(folder, port);
  const written = { 'server.crt': identity.cert, 'server.key': identity.key, 'ca.crt': identity.ca, ...files };
  for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text, { mode: 0o600 });
  chmodSync(folder, 0o700);
  const owner = ownerOf(user);
  if (owner) spawnSync('chown', ['-R', `${owner.uid}:${owner.gid}`, folder]);
  for (const step of prepare ?? []) runOrThrow(step, owner);
  const [program = '', ...args] = command;
  const child = spawn(program, args, { ...owner, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let waited = 0; run(ping, owner).status !== 0; waited += PAUSE) {
    if (child.exitCode !== null || waited > PATIENCE) {
      await stop();
      throw new Error(`cannot start ${program}: ${said.join('').slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return { port, ca: identity.ca, folder, stop };
}

/** Runs a command and gives what it printed; throws what it complained of. */
export function runOrThrow(command: readonly string[], owner?: Owner, input?: string): string {
  const { status, stdout, stderr } = run(command, owner, input);
  if (status !== 0) throw new Error(`cannot run ${command[0]}: ${stderr}`);
  return stdout;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function run([program = '', ...args]: readonly string[], owner?: Owner, input?: string) {
  return spawnSync(program, args, {
    ...owner,
    cwd: tmpdir(),
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
}

/** Whom the server runs as: nobody else than us, unless we are root. */
function ownerOf(user: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exit;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** An authority and a certificate for one host name; RSA, which the oldest clients know too. */
async function identityOf(host: string): Promise<{ readonly ca: string; readonly cert: string; readonly key: string }> {
  const authority = await generate([{ name: 'commonName', value: 'Test CA' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const made = await generate([{ name: 'commonName', value: host }], {
    keySize: 2048,
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
  });
  return { ca: authority.cert, cert: made.cert, key: made.private };
}
