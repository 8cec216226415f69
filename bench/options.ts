import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { REQUEST_NAMES, type RequestName } from './requests/requests.js';
import { CONTESTANTS, type ContestantName, type GoFunction } from './servers/contestants.js';

/** What to measure, and for how long. */
export interface Options {
  readonly rounds: number;
  readonly durationMs: number;
  readonly servers: readonly ContestantName[];
  /** The executables of Crossplane's own functions that were given. */
  readonly go: Readonly<Record<GoFunction, string | undefined>>;
  readonly requests: readonly RequestName[];
  /** Calls of the soak; without one, nothing. */
  readonly soakCalls: number | undefined;
  /** Calls a second at which the first thousands of calls are measured instead; none for the warm measurement. */
  readonly rates: readonly number[];
  /** Calls that each server gets at a low rate. */
  readonly lowRateCalls: number;
  /** Where to write the results as JSON. */
  readonly json: string | undefined;
}

/** Without the floor there are no ratios, and without ours, found and worked out, nothing to compare. */
const ALWAYS: readonly ContestantName[] = ['floor', 'ours', 'anew'];

const FULL = { rounds: 9, seconds: 1 } as const;
const QUICK = { rounds: 2, seconds: 0.3 } as const;
const SOAK_CALLS = 200_000;
const LOW = { rounds: 3, calls: 3000, rates: [20, 100] } as const;

/** Reads the command line; ends the process where it makes no sense, or asks for help. */
export function readOptions(args: readonly string[]): Options {
  const flags = new Command('bench')
    .description(
      'Measures the function against the least that a gRPC server costs, and against other ways to write it.',
    )
    .option('--quick', `${QUICK.rounds} short rounds: a first look`, false)
    .option('--rounds <count>', `how often each thing is measured (default ${FULL.rounds})`, positive)
    .option('--seconds <seconds>', `how long each time (default ${FULL.seconds})`, positive)
    .addOption(listOf('--servers <names>', CONTESTANTS))
    .addOption(listOf('--requests <names>', REQUEST_NAMES))
    .option('--soak', 'calls for many bindings instead, and whether memory and latency stay', false)
    .option(
      '--low-rate [rate]',
      `the first calls of fresh servers instead, ${LOW.rates.join(' and ')} a second`,
      positive,
    )
    .option(
      '--calls <count>',
      `how many calls the soak makes (default ${SOAK_CALLS}), or a low rate (${LOW.calls})`,
      positive,
    )
    .option('--go-templating <binary>', 'an executable of function-go-templating, to be measured too', existing)
    .option('--patch-and-transform <binary>', 'the same of function-patch-and-transform', existing)
    .option('--json <file>', 'write the results there, too')
    .parse(args, { from: 'user' })
    .opts<Flags>();
  const { lowRate } = flags;
  const defaults = flags.quick ? QUICK : lowRate ? { ...FULL, rounds: LOW.rounds } : FULL;
  return {
    rounds: flags.rounds ?? defaults.rounds,
    durationMs: (flags.seconds ?? defaults.seconds) * 1000,
    servers: CONTESTANTS.filter((name) => ALWAYS.includes(name) || flags.servers.includes(name)),
    go: { 'go-templating': flags.goTemplating, 'patch-and-transform': flags.patchAndTransform },
    requests: flags.requests,
    soakCalls: flags.soak ? (flags.calls ?? SOAK_CALLS) : undefined,
    rates: lowRate === undefined ? [] : lowRate === true ? LOW.rates : [lowRate],
    lowRateCalls: flags.calls ?? LOW.calls,
    json: flags.json,
  };
}

interface Flags {
  readonly quick: boolean;
  readonly rounds?: number;
  readonly seconds?: number;
  readonly servers: readonly ContestantName[];
  readonly requests: readonly RequestName[];
  readonly soak: boolean;
  readonly lowRate?: number | true;
  readonly calls?: number;
  readonly goTemplating?: string;
  readonly patchAndTransform?: string;
  readonly json?: string;
}

function listOf<T extends string>(flag: string, names: readonly T[]): Option {
  return new Option(flag, `some of: ${names.join(', ')}, with commas`).default(names, 'all').argParser((text) => {
    const asked = text.split(',');
    const known = names.filter((name) => asked.includes(name));
    if (known.length !== asked.length) throw new InvalidArgumentError(`It must be some of: ${names.join(', ')}.`);
    return known;
  });
}

function existing(file: string): string {
  if (!existsSync(file)) throw new InvalidArgumentError('There is no such file.');
  return resolve(file);
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above zero.');
  return number;
}
