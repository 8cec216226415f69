import { expect, test } from '@jest/globals';
import type { ImportSource } from '../../src/commands/options.js';
import { givenInCluster, isInClusters } from '../../tools/import/read-cluster.js';
import { ABSENT, type ObjectReader } from '../../tools/kubernetes/cluster-reader.js';

/** A cluster with one object of each kind that it serves. */
function readerOf(answer: (kind: string) => 'there' | 'absent' | 'refused', asked: string[] = []): ObjectReader {
  return {
    get: async () => ABSENT,
    list: async (apiVersion, kind) => {
      asked.push(`${apiVersion}/${kind}`);
      const state = answer(kind);
      if (state === 'there') return { state: 'found', value: [{ apiVersion, kind }] };
      return state === 'absent' ? ABSENT : { state: 'refused', why: 'may not' };
    },
  };
}

test.each<{ source: ImportSource; count: number }>([
  { source: 'do-operator', count: 4 },
  { source: 'provider', count: 36 },
])('$source is read whole, in all its kinds, and no Secret', async ({ source, count }) => {
  const asked: string[] = [];
  const { read, from } = await givenInCluster(
    source,
    readerOf(() => 'there', asked),
    'here',
  );
  expect(read.ok && read.value.length).toBe(count);
  expect(from).toBe('the cluster of context "here"');
  expect(new Set(asked).size).toBe(count);
  expect(asked.filter((what) => what.includes('Secret'))).toEqual([]);
});

test('a kind that the cluster does not have is none of its', async () => {
  const reader = readerOf((kind) => (kind === 'DatabaseUser' ? 'there' : 'absent'));
  const { read } = await givenInCluster('do-operator', reader, 'here');
  expect(read).toMatchObject({ ok: true, value: [{ kind: 'DatabaseUser' }] });
});

test('what may not be read is said: half of it would make wrong bindings', async () => {
  const reader = readerOf((kind) => (kind === 'DatabaseUser' ? 'refused' : 'there'));
  const { read } = await givenInCluster('do-operator', reader, 'here');
  expect(read).toEqual({
    ok: false,
    issues: [{ path: 'DatabaseUser of databases.digitalocean.com/v1alpha1', message: 'may not' }],
  });
});

test('Terraform has nothing in a cluster', () => {
  expect(isInClusters('terraform')).toBe(false);
});
