import type { Situation } from '../runs/calls.js';
import { growthFactor } from '../runs/growth.js';
import { summarizeSoak } from '../runs/soak.js';
import type { ContestantName } from '../servers/contestants.js';
import { median } from '../stats/statistics.js';
import { coldStartRatio, cpuRatio, lowRateRatio, type Results } from './results.js';

/** Something that is wanted, and what was measured of it. */
export interface Verdict {
  readonly goal: string;
  readonly atMost: number;
  readonly measured: number;
  readonly met: boolean;
}

interface Goal {
  readonly goal: string;
  readonly atMost: number;
  /** Nothing where the run has not measured it. */
  measure(results: Results): number | undefined;
}

const STEADY: Situation = { request: 'steady', workers: 16, mtls: false };
const ALONE: Situation = { request: 'steady', workers: 1, mtls: false };
const LARGE: Situation = { request: 'large', workers: 8, mtls: false };

const cpu = (situation: Situation, by: ContestantName) => (results: Results) =>
  cpuRatio(results.calls, situation, 'ours', by)?.median;
const soaked = (results: Results, name: ContestantName) => {
  const result = results.soak.find(({ server }) => server === name);
  return result && summarizeSoak(result);
};

const cold =
  (by: ContestantName) =>
  ({ lowRate }: Results) =>
    lowRateRatio(lowRate, 20, 1000, ['ours', by])?.median;
const startMs = ({ lowRate }: Results, name: ContestantName) => {
  const rounds = lowRate.filter(({ server }) => server === name).flatMap((result) => result.rounds);
  return rounds.length === 0 ? undefined : median(rounds.map((round) => round.firstCpuMs));
};

const GOALS: readonly Goal[] = [
  { goal: 'CPU per call, steady, 16 workers (× floor)', atMost: 1.5, measure: cpu(STEADY, 'floor') },
  { goal: 'CPU per call, large, 8 workers (× floor)', atMost: 3, measure: cpu(LARGE, 'floor') },
  { goal: 'CPU per call, steady (× TypeScript SDK)', atMost: 0.2, measure: cpu(STEADY, 'typescript') },
  { goal: 'CPU per call, large (× TypeScript SDK)', atMost: 0.2, measure: cpu(LARGE, 'typescript') },
  { goal: 'CPU per call, steady (× Python SDK)', atMost: 0.2, measure: cpu(STEADY, 'python') },
  { goal: 'CPU per call, large (× Python SDK)', atMost: 0.2, measure: cpu(LARGE, 'python') },
  { goal: 'CPU per call, steady, 1 worker (× TypeScript SDK)', atMost: 0.6, measure: cpu(ALONE, 'typescript') },
  { goal: 'CPU of the calls 1 to 1,000, 20 a second (× floor)', atMost: 1.6, measure: cold('floor') },
  { goal: 'the same (× TypeScript SDK)', atMost: 0.8, measure: cold('typescript') },
  {
    goal: 'start to first answer (CPU ms above the floor)',
    atMost: 20,
    measure: (results) => difference(startMs(results, 'ours'), startMs(results, 'floor')),
  },
  {
    goal: 'CPU of a further resource, 200 to 400 (× 10 to 200)',
    atMost: 1.3,
    measure: ({ growth }) => {
      const composing = growth.filter(({ server }) => server === 'anew');
      return composing.length > 0 ? growthFactor(composing) : undefined;
    },
  },
  {
    goal: 'cold start to first answer (× floor)',
    atMost: 1,
    measure: ({ coldStart }) => coldStartRatio(coldStart, 'ours')?.median,
  },
  {
    goal: 'memory after the soak (MiB above the floor)',
    atMost: 10,
    measure: (results) => difference(soaked(results, 'ours')?.residentMib, soaked(results, 'floor')?.residentMib),
  },
  {
    // Resident memory breathes with the collector; a leak of 64 bytes per call would be 11 MiB.
    goal: 'growth of memory after the warm-up (MiB)',
    atMost: 5,
    measure: (results) => soaked(results, 'ours')?.growthMib,
  },
  {
    goal: 'p99 at the end of the soak by that after the warm-up (× floor)',
    atMost: 1.3,
    measure: (results) => quotient(soaked(results, 'ours')?.p99Drift, soaked(results, 'floor')?.p99Drift),
  },
  {
    goal: 'calls of the soak without their answer',
    atMost: 0,
    measure: ({ soak }) => soak.find(({ server }) => server === 'ours')?.failures,
  },
  {
    goal: 'calls of the soak that there was no time for',
    atMost: 0,
    measure: ({ soak }) => {
      const ours = soak.find(({ server }) => server === 'ours');
      return ours && ours.asked - ours.made;
    },
  },
];

/** Every goal that the run has measured, met or not. */
export function verdicts(results: Results): readonly Verdict[] {
  return GOALS.flatMap(({ goal, atMost, measure }) => {
    const measured = measure(results);
    return measured === undefined ? [] : [{ goal, atMost, measured, met: measured <= atMost }];
  });
}

function difference(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}

function quotient(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / b;
}
