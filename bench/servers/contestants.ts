import type { RequestName } from '../requests/requests.js';

/** Crossplane's own functions, of which a run is given the executables. */
export const GO_FUNCTIONS = ['go-templating', 'patch-and-transform'] as const;
export type GoFunction = (typeof GO_FUNCTIONS)[number];

/** The servers that are measured, in the order they are shown. */
export const CONTESTANTS = ['floor', 'ours', 'anew', 'typescript', 'python', ...GO_FUNCTIONS] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

/** The files that servers are started from. */
export interface Programs {
  /** Our bundled executable. */
  readonly ours: string;
  /** What the image starts it with, and all that run on Node.js: so only what they do makes the difference. */
  readonly nodeFlags: readonly string[];
  /** The folder that `build.mjs` has bundled the benchmark into. */
  readonly built: string;
  /** The sources of the benchmark. */
  readonly sources: string;
  /** A Python interpreter with the SDK, where there is one. */
  readonly python: string | undefined;
  /** Executables of Crossplane's own functions, as far as they are given. */
  readonly go: Readonly<Record<GoFunction, string | undefined>>;
}

/** How to start a server. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

interface Contestant {
  readonly label: string;
  /** How often the TTL of a steady binding's answer lets Crossplane call, at the least and the most. */
  readonly callsAnHour: readonly number[];
  /** How many bindings it remembers the answers to; the others cost what they cost a server that works each one out. */
  readonly remembers?: { readonly bindings: number; readonly others: ContestantName };
  /** The requests that it has no answer to. */
  readonly leavesOut?: readonly RequestName[];
  /** Where its program is: it comes as the input of its step, in the sources of the benchmark. */
  readonly input?: string;
  /** Without certificates it serves without TLS. */
  command(programs: Programs, port: number, certificates: string | undefined): Command | undefined;
}

const node = (...args: readonly string[]): Command => ({ file: process.execPath, args });
const flags = (port: number, certificates: string | undefined, tls: string): readonly string[] => [
  '--address',
  `127.0.0.1:${port}`,
  ...(certificates === undefined ? ['--insecure'] : [tls, certificates]),
];
const sdkFlags = (port: number, certificates: string | undefined): readonly string[] =>
  flags(port, certificates, '--tls-server-certs-dir');

const ours =
  (...more: readonly string[]): Contestant['command'] =>
  (programs, port, certificates) =>
    node(
      ...programs.nodeFlags,
      programs.ours,
      'serve',
      ...flags(port, certificates, '--tls-certs-dir'),
      '--metrics-address',
      '127.0.0.1:0',
      ...more,
    );

const go =
  (name: GoFunction): Contestant['command'] =>
  (programs, port, certificates) => {
    const file = programs.go[name];
    return file === undefined ? undefined : { file, args: flags(port, certificates, '--tls-certs-dir') };
  };

/** With watched Secrets and without, see docs/calls.md. */
const OUR_CALLS = [1, 6] as const;

/** The SDKs' answers have a TTL of a minute if a function sets none. */
const SDK_CALLS = [60] as const;

/** Each of them in a process of its own, as its documentation starts it. */
export const CONTESTANT: Readonly<Record<ContestantName, Contestant>> = {
  floor: {
    label: 'grpc-js echo (floor)',
    callsAnHour: [6],
    command: ({ built, nodeFlags }, port, certificates) =>
      node(
        ...nodeFlags,
        `${built}/servers/echo.js`,
        String(port),
        ...(certificates === undefined ? [] : [certificates]),
      ),
  },
  ours: {
    label: 'function-database-binding',
    callsAnHour: OUR_CALLS,
    // 9 KB each in the default --answer-memory.
    remembers: { bindings: 1700, others: 'anew' },
    command: ours(),
  },
  // What a call costs that has no answer yet.
  anew: {
    label: 'the same, each answer worked out',
    callsAnHour: OUR_CALLS,
    command: ours('--answer-memory', '0'),
  },
  typescript: {
    label: 'TypeScript SDK',
    callsAnHour: SDK_CALLS,
    command: ({ built, nodeFlags }, port, certificates) =>
      node(...nodeFlags, `${built}/peers/typescript/main.js`, ...sdkFlags(port, certificates)),
  },
  python: {
    label: 'Python SDK',
    callsAnHour: SDK_CALLS,
    command: ({ python, sources }, port, certificates) =>
      python === undefined
        ? undefined
        : { file: python, args: [`${sources}/peers/python/main.py`, ...sdkFlags(port, certificates)] },
  },
  'go-templating': {
    label: 'function-go-templating',
    callsAnHour: SDK_CALLS,
    input: 'peers/go-templating/input.yaml',
    command: go('go-templating'),
  },
  'patch-and-transform': {
    label: 'function-patch-and-transform',
    callsAnHour: SDK_CALLS,
    // It cannot loop: its input has two users and one database.
    leavesOut: ['large'],
    input: 'peers/patch-and-transform/input.yaml',
    command: go('patch-and-transform'),
  },
};
