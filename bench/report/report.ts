import type { CallsResult, MemoryResult, Situation } from '../runs/calls.js';
import type { ColdStartResult } from '../runs/cold-start.js';
import type { GrowthResult } from '../runs/growth.js';
import { firstHour, type LowRateResult, type LowRateRound, WINDOWS } from '../runs/low-rate.js';
import { type SoakResult, summarizeSoak } from '../runs/soak.js';
import { CONTESTANT, type ContestantName } from '../servers/contestants.js';
import { summarize } from '../stats/statistics.js';
import { type Verdict, verdicts } from './goals.js';
import { coldStartRatio, cpuRatio, lowRateRatio, type Machine, type Results } from './results.js';
import { number, percent, tableLines } from './table.js';

/** All that was measured, as Markdown. */
export function reportLines(results: Results, machine: Machine): readonly string[] {
  return [
    `Node.js ${machine.node}, Linux ${machine.kernel}, ${machine.cores} × ${machine.cpu}, ${machine.memoryGib} GiB.`,
    'Medians; ± is half of the middle half of the rounds. Ratios are taken round by round.',
    ...section('Calls', results.calls, callsTable),
    ...section('Resident memory after all calls', results.memory, memoryTable),
    ...section('Cold start to first answer', results.coldStart, coldStartTable),
    ...section('Growth with composed resources', results.growth, growthTable),
    ...section('Soak', results.soak, soakTable),
    ...section('First calls of a fresh server, CPU ms per call', results.lowRate, lowRateTable),
    ...section('CPU of bindings in the first hour', results.lowRate, hourTable),
    ...section('Goals', verdicts(results), goalsTable),
  ];
}

function section<T>(
  title: string,
  results: readonly T[],
  table: (results: readonly T[]) => readonly string[],
): readonly string[] {
  return results.length === 0 ? [] : ['', `## ${title}`, '', ...table(results)];
}

function callsTable(calls: readonly CallsResult[]): readonly string[] {
  const rows = calls.map(({ situation, server, rounds }) => {
    const cpu = summarize(rounds.map(({ cpuMs }) => cpuMs));
    const ratio = cpuRatio(calls, situation, server, 'floor');
    const middle = (pick: (round: CallsResult['rounds'][number]) => number) =>
      number(summarize(rounds.map(pick)).median);
    return [
      situationLabel(situation),
      CONTESTANT[server].label,
      number(cpu.median),
      number(ratio?.median ?? Number.NaN),
      percent(ratio?.spread ?? Number.NaN),
      middle(({ perSecond }) => perSecond),
      middle(({ p50 }) => p50),
      middle(({ p99 }) => p99),
    ];
  });
  return tableLines(
    ['request, workers', 'server', 'CPU ms per call', '× floor', 'spread', 'calls/s', 'p50 ms', 'p99 ms'],
    rows,
  );
}

function situationLabel({ request, workers, mtls }: Situation): string {
  return `${request}, ${workers}${mtls ? ', mTLS' : ''}`;
}

function memoryTable(memory: readonly MemoryResult[]): readonly string[] {
  return tableLines(
    ['server', 'MiB'],
    memory.map(({ server, mtls, mib }) => [`${CONTESTANT[server].label}${mtls ? ', mTLS' : ''}`, number(mib)]),
  );
}

function coldStartTable(results: readonly ColdStartResult[]): readonly string[] {
  const rows = results.map(({ server, ms, cpuMs }) => {
    const { median, spread } = summarize(ms);
    return [
      CONTESTANT[server].label,
      number(median),
      percent(spread),
      number(coldStartRatio(results, server)?.median ?? Number.NaN),
      number(summarize(cpuMs).median),
    ];
  });
  return tableLines(['server', 'ms', 'spread', '× floor', 'CPU ms'], rows);
}

function growthTable(results: readonly GrowthResult[]): readonly string[] {
  const rows = results.map(({ server, composed, bytes, cpuMs }) => {
    const { median, spread } = summarize(cpuMs);
    return [
      CONTESTANT[server].label,
      String(composed),
      number(bytes / 1024),
      number(median),
      percent(spread),
      number((median / composed) * 1000),
    ];
  });
  return tableLines(['server', 'composed', 'KiB', 'CPU ms per call', 'spread', 'CPU µs per resource'], rows);
}

function soakTable(results: readonly SoakResult[]): readonly string[] {
  const rows = results.map((result) => {
    const summary = summarizeSoak(result);
    const measured = summary && [summary.residentMib, summary.growthMib, summary.p99, summary.p99Drift, summary.cpuMs];
    const { server, asked, made, failures } = result;
    return [CONTESTANT[server].label, `${made} of ${asked}`, String(failures), ...(measured ?? []).map(number)];
  });
  return tableLines(['server', 'calls', 'failed', 'MiB', 'growth MiB', 'p99 ms', 'p99 drift', 'CPU ms per call'], rows);
}

function lowRateTable(results: readonly LowRateResult[]): readonly string[] {
  const windows = WINDOWS.slice(0, results[0]?.rounds[0]?.cpuMs.length);
  const rows = results.map(({ server, perSecond, rounds }) => {
    const middle = (pick: (round: LowRateRound) => number) => number(summarize(rounds.map(pick)).median);
    const ratio = (by: ContestantName) =>
      number(lowRateRatio(results, perSecond, Math.min(1000, windows.at(-1) ?? 0), [server, by])?.median ?? Number.NaN);
    return [
      `${CONTESTANT[server].label}, ${perSecond}/s`,
      ...windows.map((_, i) => middle(({ cpuMs }) => cpuMs[i] ?? Number.NaN)),
      ratio('floor'),
      ratio('typescript'),
      middle(({ firstMs }) => firstMs),
      middle(({ firstCpuMs }) => firstCpuMs),
    ];
  });
  const head = ['server', ...windows.map((last, i) => `${(WINDOWS[i - 1] ?? 0) + 1}–${last}`)];
  return tableLines([...head, '1–1000 × floor', '× TypeScript', 'first answer ms', 'its CPU ms'], rows);
}

const FLEETS = [50, 500, 5000] as const;

/** Start included: a fresh process serves so many bindings for its first hour. */
function hourTable(results: readonly LowRateResult[]): readonly string[] {
  const rows = results.flatMap((result) =>
    CONTESTANT[result.server].callsAnHour.map((calls) => [
      `${CONTESTANT[result.server].label}, at ${result.perSecond}/s`,
      String(calls),
      ...FLEETS.map((bindings) => number(summarize(firstHour(results, result, calls, bindings)).median / bindings)),
    ]),
  );
  const head = FLEETS.map((bindings) => `ms each of ${bindings}`);
  return tableLines(['server', 'calls an hour', ...head], rows);
}

function goalsTable(goals: readonly Verdict[]): readonly string[] {
  return tableLines(
    ['goal', 'at most', 'measured', ''],
    goals.map(({ goal, atMost, measured, met }) => [
      goal,
      number(atMost),
      number(measured),
      met ? 'met' : `missed by ${number(measured - atMost)}`,
    ]),
  );
}
