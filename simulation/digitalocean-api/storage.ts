import type { JsonObject } from '../../src/lib/json.js';
import type { EngineFacts } from '../provider/engine-facts.js';

const MIB = 1024;
/** The GiB that come with as many GB of memory; what lies between has as much as the less. */
const BASES: readonly (readonly [memory: number, storage: number])[] = [
  [1, 10],
  [2, 30],
  [4, 60],
  [8, 140],
  [16, 290],
  [32, 580],
  [64, 1120],
];

/** The MiB of storage that a size comes with: less cannot be had. */
export function baseStorage(size: string): number {
  const [, memory = '1'] = /-(\d+)gb(?:-|$)/.exec(size) ?? [];
  const [, storage] = BASES.findLast(([least]) => least <= Number(memory)) ?? [1, 10];
  return storage * MIB;
}

/** Whether an engine can have that much storage: some keep all in memory, and a disk never shrinks. */
export function canStore({ hasStorage }: EngineFacts, size: string, storage: number, before = 0): boolean {
  return hasStorage && storage >= Math.max(before, baseStorage(size));
}

/** The storage of what has a size, which grows with that and does not go back. */
export function storageFor({ hasStorage }: EngineFacts, size: string, { storageSizeMib = 0 }: JsonObject): string {
  return String(hasStorage ? Math.max(Number(storageSizeMib), baseStorage(size)) : 0);
}
