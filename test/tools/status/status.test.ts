import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asObject, asString, at, type JsonObject } from '../../../src/lib/json.js';
import { withoutValues } from '../../../tools/kubernetes/without-values.js';
import { paintNothing } from '../../../tools/output/paint.js';
import { structured } from '../../../tools/output/structured.js';
import type { BindingStatus } from '../../../tools/status/binding-status.js';
import { type Told, tell } from '../../../tools/status/tell.js';
import { readerOf } from '../../support/cluster-objects.js';
import { exampleWorld } from '../../support/examples.js';
import { holds } from '../../support/property.js';

const NOW = '2026-01-01T01:00:00Z';
const ONE = { namespace: 'shop', allNamespaces: false };
const ALL = { allNamespaces: true };
/** Rounds after which the example is ready. */
const SETTLED = 14;
/** The kinds of what it is made of, and of what gives its user rights. */
const MANAGED = ['Cluster', 'User', 'DB', 'ProviderConfig', 'Role', 'Grant', 'DefaultPrivileges'];

describe('one binding', () => {
  test('on its way: the sentence, what waits, and what to do', async () => {
    const told = await tellOf(await worldAfter(2));
    expect(told).toMatchObject({
      ready: false,
      report: {
        reason: 'Creating',
        sentence: expect.stringMatching(/^Creating: DigitalOcean is creating the cluster/),
        resources: [{ key: 'cluster', kind: 'Cluster', state: 'waiting' }],
        secrets: [{ name: 'orders-cluster-conn', for: 'provider', state: 'missing' }],
      },
    });
    expect(textOf(told)).toMatch(/^DatabaseBinding shop\/orders {2}not ready for \d+m\n/);
    expect(textOf(told)).toMatch(/What to do\n- Wait: a cluster takes some minutes.* \(docs\/reasons\.md#creating\)\n/);
  });

  test('ready: its Secrets with their keys, and nothing to wait for', async () => {
    const told = await tellOf(await worldAfter(SETTLED));
    const { secrets, resources, next } = told.report as BindingStatus;
    expect(told.ready).toBe(true);
    expect(resources.map(({ state }) => state)).toEqual(resources.map(() => 'ready'));
    expect(secrets[0]).toMatchObject({ name: 'orders-credentials', for: 'applications', state: 'there' });
    expect(secrets[0]?.keys).toEqual(expect.arrayContaining(['host', 'password', 'uri']));
    expect(next.map(({ todo }) => todo)).not.toContainEqual(expect.stringMatching(/^Wait/));
  });

  test('while it is watched no line is wider than the terminal, so that all can be redrawn', async () => {
    const told = await tellOf(await worldAfter(SETTLED));
    const lines = told.lines({ now: NOW, width: 60, paint: paintNothing });
    expect(Math.max(...lines.map(({ length }) => length))).toBe(59);
  });

  test('a Pod that read the Secret before it was written last is told apart', async () => {
    const objects = await worldAfter(SETTLED);
    const pod = (name: string, startTime: string): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'shop', name },
      spec: { containers: [{ envFrom: [{ secretRef: { name: 'orders-credentials' } }] }] },
      status: { phase: 'Running', startTime },
    });
    const { secrets } = (await tellOf([...objects, pod('old', '2020-01-01T00:00:00Z'), pod('new', NOW)]))
      .report as BindingStatus;
    expect(secrets[0]?.pods.map(({ pod: name, note }) => [name, note])).toEqual([
      ['old', 'started before the Secret was written last'],
      ['new', undefined],
    ]);
  });

  test('events of it and of what it is composed of, the newest first', async () => {
    const objects = await worldAfter(2);
    const uidOf = (kind: string) =>
      asString(
        at(
          objects.find((it) => it.kind === kind),
          'metadata',
          'uid',
        ),
      ) ?? '';
    const event = (name: string, uid: string, lastTimestamp: string): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { namespace: 'shop', name },
      involvedObject: { kind: 'Cluster', name, uid },
      type: 'Warning',
      reason: 'Told',
      message: name,
      count: 2,
      lastTimestamp,
    });
    const told = await tellOf([
      ...objects,
      event('first', uidOf('DatabaseBinding'), '2026-01-01T00:00:01Z'),
      event('second', uidOf('Cluster'), '2026-01-01T00:00:02Z'),
      event('strange', 'of something else', '2026-01-01T00:00:03Z'),
    ]);
    expect((told.report as BindingStatus).events.map(({ message }) => message)).toEqual(['second', 'first']);
    expect(textOf(told)).toContain('second (2 times)');
  });

  test('what may not be read is said, and the rest is told', async () => {
    const told = await tellOf(await worldAfter(SETTLED), [...MANAGED, 'Secret', 'Pod', 'Event']);
    expect(told.ready).toBe(true);
    const { resources, secrets, unread } = told.report as BindingStatus;
    expect(new Set(resources.map(({ state }) => state))).toEqual(new Set(['hidden']));
    expect(secrets.map(({ state }) => state)).toEqual(['hidden']);
    expect(unread).toEqual(['you may not read Pods: Pod is forbidden', 'you may not read events: Event is forbidden']);
  });

  test('a claim is told with the conditions and resources of its composite', async () => {
    const objects = await worldAfter(SETTLED);
    const told = await tellOf(objects.flatMap(asClaim));
    expect(told).toMatchObject({ ready: true, report: { kind: 'DatabaseBindingClaim', name: 'orders' } });
    expect((told.report as BindingStatus).resources.map(({ key }) => key)).toContain('cluster');
  });

  test.each([
    { name: 'absent', why: 'no DatabaseBinding and no DatabaseBindingClaim "absent" in the namespace "shop"' },
    { name: 'databasebindingclaim/orders', why: 'no DatabaseBindingClaim "orders" in the namespace "shop"' },
    { name: 'pod/orders', why: 'no kind "pod" (databasebinding, databasebindingclaim)' },
  ])('$name: $why', async ({ name, why }) => {
    const connection = connectionTo(await worldAfter(1));
    await expect(tell(connection, name, ONE)).rejects.toThrow(why);
  });

  test('a name and all namespaces together make no sense', async () => {
    const connection = connectionTo(await worldAfter(1));
    await expect(tell(connection, 'orders', ALL)).rejects.toThrow(/not both/);
  });
});

describe('all bindings', () => {
  test('each in one line, by namespace and name', async () => {
    const [binding, ...others] = await worldAfter(SETTLED);
    const other: JsonObject = {
      ...binding,
      metadata: { namespace: 'a', name: 'young', creationTimestamp: NOW },
      status: {},
    };
    const told = await tell(connectionTo([binding ?? {}, other, ...others]), undefined, ALL);
    expect(told.ready).toBe(false);
    expect(textOf(told).split('\n')).toEqual([
      expect.stringMatching(/^NAMESPACE +NAME +KIND +READY +SINCE +WHAT MATTERS$/),
      expect.stringMatching(/^a +young +binding +no +0s +nothing has looked at it yet$/),
      expect.stringMatching(/^shop +orders +binding +yes +\d+m +ready; /),
      '',
    ]);
  });

  test('of one namespace, without a name', async () => {
    const told = await tell(connectionTo(await worldAfter(1)), undefined, { namespace: 'empty', allNamespaces: false });
    expect(told).toMatchObject({ ready: true, report: { bindings: [] } });
    expect(textOf(told)).toBe('no bindings and no claims\n');
  });

  test.each([
    { refused: ['DatabaseBindingClaim'], reason: 'whoever may not read claims sees bindings' },
    { refused: [], reason: 'the kind of claims may not be there' },
  ])('$reason', async ({ refused }) => {
    const told = await tell(connectionTo(await worldAfter(SETTLED), refused), undefined, ALL);
    expect(told.report).toMatchObject({ bindings: [{ name: 'orders' }] });
  });

  test('whoever may read neither is told so', async () => {
    const connection = connectionTo(await worldAfter(1), ['DatabaseBinding', 'DatabaseBindingClaim']);
    await expect(tell(connection, undefined, ALL)).rejects.toThrow('DatabaseBinding is forbidden');
  });

  test('a cluster without the kinds cannot tell', async () => {
    await expect(tell(connectionTo([]), undefined, ALL)).rejects.toThrow(/run `preflight`/);
  });
});

test('no value of a Secret is ever in the output, also where others repeat it', async () => {
  const settled = await worldAfter(SETTLED);
  const value = fc.stringMatching(/^[A-Za-z0-9+/=_"\\-]{12,40}$/);
  await holds(
    fc.asyncProperty(value, async (password) => {
      const objects = settled.map((object) =>
        object.kind === 'Secret' ? withPassword(object, password) : repeating(object, password),
      );
      const told = await tellOf(objects);
      const text = [textOf(told), structured('json', told.report), structured('yaml', told.report)].join('\n');
      expect(text).toContain('repeats');
      expect(text).not.toContain(password);
      expect(text).not.toContain(encodeURIComponent(password));
      expect(text).not.toContain(Buffer.from(password).toString('base64'));
    }),
    50,
  );
});

test('what only says how something is called stays readable', async () => {
  const objects = await worldAfter(SETTLED);
  const secret = objects.find(({ metadata }) => at(metadata, 'name') === 'orders-credentials');
  const [host, name] = ['host', 'cluster-name'].map((key) => decode(asObject(secret?.data)[key] ?? ''));
  const words = `cluster ${name} at ${host} is not available`;
  const told = await tellOf(objects.map((object) => (object.kind === 'DB' ? failing(object, words) : object)));
  expect(textOf(told)).toContain(words);
});

test('no value of any Secret of a simulated cluster is in the output', async () => {
  const objects = await worldAfter(SETTLED);
  const told = await tellOf(objects);
  const text = [textOf(told), structured('json', told.report)].join('\n');
  const secrets = objects.filter(({ kind }) => kind === 'Secret');
  const values = secrets.flatMap(({ data }) =>
    Object.entries(asObject(data)).flatMap(([key, value]) => (/password|uri|pgpass/.test(key) ? [decode(value)] : [])),
  );
  expect(values.length).toBeGreaterThan(5);
  expect(values.filter((secret) => text.includes(secret))).toEqual([]);
});

/** What is in the cluster after so many rounds, the binding first. */
async function worldAfter(rounds: number): Promise<readonly JsonObject[]> {
  const world = exampleWorld('pg.yaml', 'development.yaml');
  for (let round = 0; round < rounds; round += 1) await world.round();
  const { objects } = world.snapshot();
  return [...objects].sort((a, b) => Number(b.kind === 'DatabaseBinding') - Number(a.kind === 'DatabaseBinding'));
}

function connectionTo(objects: readonly JsonObject[], refused: readonly string[] = []) {
  return { reader: withoutValues(readerOf(objects, refused)), context: 'test', namespace: 'shop' };
}

async function tellOf(objects: readonly JsonObject[], refused: readonly string[] = []): Promise<Told> {
  return tell(connectionTo(objects, refused), 'orders', ONE);
}

function textOf(told: Told): string {
  return `${told.lines({ now: NOW, width: Number.POSITIVE_INFINITY, paint: paintNothing }).join('\n')}\n`;
}

/** A binding as a claim with its composite; everything else as it is. */
function asClaim(object: JsonObject): readonly JsonObject[] {
  if (object.kind !== 'DatabaseBinding') return [object];
  const spec = asObject(object.spec);
  const refs = at(spec, 'crossplane', 'resourceRefs') as readonly JsonObject[];
  const composite = {
    ...object,
    kind: 'XDatabaseBinding',
    metadata: { name: 'orders-abcde' },
    spec: { resourceRefs: refs.map((ref) => ({ ...ref, namespace: 'shop' })) },
  };
  const resourceRef = { apiVersion: String(object.apiVersion), kind: 'XDatabaseBinding', name: 'orders-abcde' };
  return [{ ...object, kind: 'DatabaseBindingClaim', spec: { resourceRef } }, composite];
}

function withPassword(secret: JsonObject, password: string): JsonObject {
  const data = { ...asObject(secret.data), password: Buffer.from(password).toString('base64') };
  return { ...secret, data };
}

/** A database with a provider's message that repeats a secret, in two of its forms; everything else as it is. */
function repeating(object: JsonObject, secret: string): JsonObject {
  const message = `repeats ${secret} and postgresql://app:${encodeURIComponent(secret)}@host/db`;
  return object.kind === 'DB' ? failing(object, message) : object;
}

function failing(object: JsonObject, message: string): JsonObject {
  const conditions = [{ type: 'Synced', status: 'False', reason: 'ReconcileError', message, lastTransitionTime: NOW }];
  return { ...object, status: { conditions } };
}

function decode(value: JsonObject[string]): string {
  return Buffer.from(String(value), 'base64').toString();
}
