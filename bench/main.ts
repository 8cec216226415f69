// The benchmark: --help says what it can do, docs/performance.md what its numbers mean.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageNodeFlags } from '../test/support/image.js';
import { startLoadGenerator } from './load/load-generator.js';
import { type Options, readOptions } from './options.js';
import { verdicts } from './report/goals.js';
import { reportLines } from './report/report.js';
import { type Results, thisMachine } from './report/results.js';
import { requestBytes } from './requests/requests.js';
import { measureCalls, SITUATIONS } from './runs/calls.js';
import { measureColdStart } from './runs/cold-start.js';
import { measureGrowth } from './runs/growth.js';
import { measureLowRate } from './runs/low-rate.js';
import { checkJob } from './runs/same-job.js';
import { soak } from './runs/soak.js';
import { makeCertificates } from './servers/certificates.js';
import { type ContestantName, GO_FUNCTIONS, type Programs } from './servers/contestants.js';
import { ensurePython } from './servers/python.js';
import { type RunningServer, type Start, startServer } from './servers/running-server.js';

const ROOT = join(import.meta.dirname, '..');
const BUILT = join(ROOT, 'node_modules/.cache/bench');
/** An answer that is found again composes nothing. */
const GROWING: readonly ContestantName[] = ['floor', 'anew'];
const NOTHING: Results = { calls: [], memory: [], coldStart: [], growth: [], soak: [], lowRate: [] };

const progress = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function run(options: Options): Promise<Results> {
  const load = startLoadGenerator(join(BUILT, 'load/main.js'));
  try {
    const programs = {
      ours: join(ROOT, 'dist/main.js'),
      nodeFlags: imageNodeFlags(ROOT),
      built: BUILT,
      sources: join(ROOT, 'bench'),
      python: undefined,
      go: options.go,
    };
    const start: Start = { programs, load, request: requestBytes('create'), certificates: undefined };
    if (options.soakCalls !== undefined) return { ...NOTHING, soak: await soak(start, options.soakCalls, progress) };
    const all = { ...start, programs: withPython(programs, options) };
    for (const name of GO_FUNCTIONS.filter((each) => options.servers.includes(each)))
      if (options.go[name] === undefined) progress(`left out: ${name} (no executable is given, see --help)`);
      else await checkJob(name, all);
    if (options.rates.length === 0) return await bench(options, all);
    const { servers, rates, rounds, lowRateCalls: calls } = options;
    return { ...NOTHING, lowRate: await measureLowRate({ start: all, servers, rates, rounds, calls, progress }) };
  } finally {
    load.stop();
  }
}

function withPython(programs: Programs, { servers }: Options): Programs {
  const python = servers.includes('python') ? ensurePython(ROOT) : undefined;
  if (servers.includes('python') && python === undefined)
    progress('left out: the Python SDK (python3 or the package index is not there)');
  return { ...programs, python };
}

async function bench(options: Options, start: Start): Promise<Results> {
  const { rounds, durationMs } = options;
  progress('cold start');
  const coldStart = await measureColdStart(start, rounds);
  const certificates = await makeCertificates();
  const running: RunningServer[] = [];
  const startAll = async (how: Start): Promise<readonly RunningServer[]> => {
    const servers: RunningServer[] = [];
    for (const name of options.servers) {
      const server = await startServer(name, how);
      if (server) servers.push(server);
    }
    running.push(...servers);
    return servers;
  };
  try {
    const servers = { plain: await startAll(start), mtls: await startAll({ ...start, certificates }) };
    const requests = new Map(options.requests.map((name) => [name, requestBytes(name)]));
    const situations = SITUATIONS.filter(({ request }) => requests.has(request));
    const common = { load: start.load, rounds, durationMs };
    const { calls, memory } = await measureCalls({ ...common, situations, requests, servers, progress });
    progress('growth');
    const growing = servers.plain.filter(({ name }) => GROWING.includes(name));
    const growth = await measureGrowth({ ...common, servers: growing, rounds: Math.ceil(rounds / 2) });
    return { ...NOTHING, calls, memory, coldStart, growth };
  } finally {
    await Promise.all(running.map((server) => server.stop()));
    certificates.remove();
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const options = readOptions(process.argv.slice(2));
const results = await run(options);
const machine = thisMachine();
process.stdout.write(`${reportLines(results, machine).join('\n')}\n`);
if (options.json !== undefined)
  writeFileSync(options.json, `${JSON.stringify({ machine, goals: verdicts(results), ...results }, null, 2)}\n`);
