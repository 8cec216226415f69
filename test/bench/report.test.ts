import { describe, expect, test } from '@jest/globals';
import { verdicts } from '../../bench/report/goals.js';
import { reportLines } from '../../bench/report/report.js';
import type { Results } from '../../bench/report/results.js';
import { number, tableLines } from '../../bench/report/table.js';
import type { CallsResult, Situation } from '../../bench/runs/calls.js';
import { growthFactor } from '../../bench/runs/growth.js';
import { cpuOfCalls, firstHour, type LowRateRound } from '../../bench/runs/low-rate.js';
import { type Sample, summarizeSoak } from '../../bench/runs/soak.js';
import type { ContestantName } from '../../bench/servers/contestants.js';

const NOTHING: Results = { calls: [], memory: [], coldStart: [], growth: [], soak: [], lowRate: [] };
const STEADY: Situation = { request: 'steady', workers: 16, mtls: false };

const cell = (server: ContestantName, cpu: readonly number[]): CallsResult => ({
  situation: STEADY,
  server,
  rounds: cpu.map((cpuMs) => ({ cpuMs, perSecond: 1000, p50: 1, p99: 2 })),
});
const grown = (composed: number, cpuMs: number) => ({ server: 'ours' as const, composed, bytes: 0, cpuMs: [cpuMs] });
const samples = (count: number, of: (i: number) => Omit<Sample, 'calls'>): readonly Sample[] =>
  Array.from({ length: count }, (_, i) => ({ calls: (i + 1) * 2000, ...of(i) }));

describe('goals', () => {
  test('are judged by ratios of the same round', () => {
    const calls = [cell('floor', [1, 10, 2]), cell('ours', [1.4, 14, 2.8]), cell('typescript', [5, 50, 10])];
    expect(verdicts({ ...NOTHING, calls })).toEqual([
      { goal: 'CPU per call, steady, 16 workers (× floor)', atMost: 1.5, measured: 1.4, met: true },
      { goal: 'CPU per call, steady (× TypeScript SDK)', atMost: 0.2, measured: expect.closeTo(0.28), met: false },
    ]);
  });

  test('that were not measured are neither met nor missed', () => {
    expect(verdicts(NOTHING)).toEqual([]);
  });
});

describe('growth', () => {
  test.each([
    ['linear, whatever every call costs', [grown(10, 110), grown(200, 300), grown(400, 500)], 1],
    ['twice as steep above', [grown(10, 10), grown(200, 200), grown(400, 600)], 2],
  ])('%s', (_reason, results, want) => {
    expect(growthFactor(results)).toBeCloseTo(want);
  });
});

describe('soak', () => {
  test('does not count the warm-up', () => {
    const result = samples(100, (i) => ({
      residentMib: i < 10 ? 50 + i * 10 : 140,
      p99: i < 10 ? 90 : 9,
      cpuMs: i < 10 ? 3 : 1,
    }));
    expect(summarizeSoak({ server: 'ours', asked: 200_000, made: 200_000, failures: 0, samples: result })).toEqual({
      residentMib: 140,
      growthMib: 0,
      p99: 9,
      p99Drift: 1,
      cpuMs: 1,
    });
  });

  test('that was cut off within the warm-up says nothing', () => {
    const result = samples(10, () => ({ residentMib: 100, p99: 9, cpuMs: 1 }));
    const cut = { server: 'ours' as const, asked: 200_000, made: 20_000, failures: 0, samples: result };
    expect(summarizeSoak(cut)).toBeUndefined();
    const unmade = { goal: 'calls of the soak that there was no time for', measured: 180_000, met: false };
    expect(verdicts({ ...NOTHING, soak: [cut] })).toContainEqual(expect.objectContaining(unmade));
  });

  test('sees a leak and a slowdown', () => {
    const result = samples(100, (i) => ({ residentMib: 100 + i, p99: 10 + i, cpuMs: 1 }));
    const summary = summarizeSoak({ server: 'ours', asked: 200_000, made: 200_000, failures: 0, samples: result });
    expect(summary?.growthMib).toBeCloseTo(89);
    expect(summary?.p99Drift).toBeGreaterThan(4);
  });
});

describe('low rate', () => {
  const rounds = [{ firstMs: 200, firstCpuMs: 150, cpuMs: [4, 3, 2] }];
  const lowRate = [
    { server: 'floor' as const, perSecond: 20, rounds: [{ firstMs: 170, firstCpuMs: 100, cpuMs: [2, 1, 1] }] },
    { server: 'ours' as const, perSecond: 20, rounds },
  ];

  test.each([
    [50, 150 + 50 * 4],
    [200, 150 + 100 * 4 + 100 * 3],
    [5000, 150 + 100 * 4 + 200 * 3 + 4700 * 2],
  ])('%d calls cost what their windows do, and then what the last one does', (calls, want) => {
    expect(rounds.map((round) => cpuOfCalls(round, calls))).toEqual([want]);
  });

  test('is judged without the start, which has a goal of its own', () => {
    const measured = verdicts({ ...NOTHING, lowRate }).map(({ measured }) => measured);
    expect(measured).toEqual([expect.closeTo((100 * 4 + 200 * 3 + 700 * 2) / (100 * 2 + 900)), 50]);
  });

  test('has a table of windows and one of fleets', () => {
    const machine = { node: 'v20.0.0', cpu: 'a processor', cores: 2, memoryGib: 4, kernel: '6.0' };
    const text = reportLines({ ...NOTHING, lowRate }, machine).join('\n');
    expect(text).toMatch(
      /function-database-binding, 20\/s \| +4\.00 \| +3\.00 \| +2\.00 \| +2\.18 \| +– \| +200 \| +150 /,
    );
    // Nothing is known of answers that are worked out, so nothing is said.
    expect(text).toMatch(/function-database-binding, at 20\/s \| +1 \| +– \|/);
  });

  test.each([
    { calls: 1, bindings: 50, want: 150 + 50 * 8, reason: 'the first answers are worked out' },
    { calls: 6, bindings: 50, want: 150 + 50 * 8 + 250 * 2, reason: 'the others are found' },
    { calls: 6, bindings: 1701, want: 150 + 100 * 8 + 200 * 6 + (6 * 1701 - 300) * 5, reason: 'too many to remember' },
  ])('an hour of $bindings bindings with $calls calls each: $reason', ({ calls, bindings, want }) => {
    const round: LowRateRound = { firstMs: 200, firstCpuMs: 150, cpuMs: [8, 6, 5] };
    const anew = { server: 'anew' as const, perSecond: 20, rounds: [round] };
    const ours = { server: 'ours' as const, perSecond: 20, rounds };
    expect(firstHour([...lowRate, anew], ours, calls, bindings)).toEqual([want]);
    expect(firstHour([...lowRate, anew], anew, calls, bindings)).toEqual([cpuOfCalls(round, calls * bindings)]);
  });
});

describe('report', () => {
  test('shows what was measured, and no empty table', () => {
    const calls = [cell('floor', [1, 1, 1]), cell('ours', [2, 2, 2])];
    const machine = { node: 'v20.0.0', cpu: 'a processor', cores: 2, memoryGib: 4, kernel: '6.0' };
    const text = reportLines({ ...NOTHING, calls }, machine).join('\n');
    expect(text.match(/^## .*$/gm)).toEqual(['## Calls', '## Goals']);
    expect(text).toMatch(/steady, 16 +\| +function-database-binding \| +2\.00 \| +2\.00 \| +± 0 %/);
  });

  test('aligns columns', () => {
    expect(tableLines(['a', 'b'], [['long', '1']])).toEqual(['| a    | b |', '|------|--:|', '| long | 1 |']);
  });

  test.each([
    [1234.5, '1235'],
    [12.34, '12.3'],
    [0.256, '0.26'],
    [Number.NaN, '–'],
  ])('writes %d as %s', (value, want) => {
    expect(number(value)).toBe(want);
  });
});
