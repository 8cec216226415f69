import { describe, expect, test } from '@jest/globals';
import { DEFAULT_COMPOSITION } from '../../simulation/crossplane/default-composition.js';
import { createWorld, type World } from '../../simulation/world.js';
import { profileOf } from '../../src/engines/engines.js';
import { ENGINES, RUNNING_ENGINES, type RunningEngine } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { bindingOf, cloudWith, ELSEWHERE, said } from '../life/worlds.js';
import { callFunction } from '../support/call-function.js';
import { page, rows, section, spans } from './markdown.js';

// Each cell of the table in docs/access.md is a claim, and each claim is put to the function in a simulated world.

/** One way to name a cluster. */
interface Way {
  /** The part of the spec that names it. */
  readonly spec: (engine: RunningEngine) => JsonObject;
  readonly references?: JsonObject;
  readonly engines?: readonly RunningEngine[];
  /** What else is in Kubernetes. */
  readonly objects?: (engine: RunningEngine) => readonly JsonObject[];
}

const UUIDS = { uuids: [ELSEWHERE] };

/** A binding that controls the cluster. */
const owner =
  (namespace: string, spec: JsonObject, walls: JsonObject = {}) =>
  (engine: RunningEngine) => [
    {
      ...bindingOf(
        { cluster: { engine }, ...(profileOf(engine).keepsUsersApart ? spec : { ...spec, ...walls }) },
        'owner',
        namespace,
      ),
      status: { cluster: { id: ELSEWHERE, engine, privatePort: 25073 } },
    },
  ];

/** The Cluster resource that such a binding has composed. */
function composedBy(binding: JsonObject, engine: RunningEngine): JsonObject {
  const { namespace = '', uid = '' } = asObject(binding.metadata);
  return {
    apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
    kind: 'Cluster',
    metadata: {
      name: 'owner-abc12',
      namespace,
      annotations: { 'crossplane.io/external-name': ELSEWHERE, 'crossplane.io/composition-resource-name': 'cluster' },
      labels: { 'crossplane.io/composite': 'owner' },
      ownerReferences: [{ kind: 'DatabaseBinding', name: 'owner', uid, controller: true }],
    },
    spec: {
      forProvider: { engine, name: 'theirs', nodeCount: 3, region: 'nyc3', size: 'db-s-1vcpu-1gb' },
      managementPolicies: ['Observe', 'Create', 'Update', 'Delete'],
    },
  };
}

const clusterResource = (): readonly JsonObject[] => [
  {
    apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1',
    kind: 'Cluster',
    metadata: { name: 'theirs', namespace: 'shop', annotations: { 'crossplane.io/external-name': ELSEWHERE } },
    spec: { forProvider: {}, managementPolicies: ['Observe'] },
  },
];
const adopt = (adoptConfirmed: boolean) => (engine: RunningEngine) => ({
  cluster: { engine, adopt: ELSEWHERE, adoptConfirmed },
});
const byUuid = () => ({ clusterRef: { uuid: ELSEWHERE } });
const byCluster = () => ({ clusterRef: { cluster: { name: 'theirs' } } });
const byBinding = (namespace: string) => () => ({ clusterRef: { binding: { name: 'owner', namespace } } });

const WAYS: Readonly<Record<string, Way>> = {
  '`cluster`': { spec: (engine) => ({ cluster: { engine } }), engines: ENGINES },
  '`cluster.adopt`, confirmed': { spec: adopt(true), references: UUIDS, engines: ENGINES },
  '`cluster.adopt`, not confirmed': { spec: adopt(false), references: UUIDS, engines: ENGINES },
  '`clusterRef.uuid`': { spec: byUuid, references: UUIDS },
  '`clusterRef.cluster`': { spec: byCluster, references: { clusters: true }, objects: clusterResource },
  '`clusterRef.binding`, same namespace': { spec: byBinding('shop'), objects: owner('shop', {}) },
  '`clusterRef.binding`, another namespace': {
    spec: byBinding('data'),
    objects: owner('data', { sharing: { namespaces: ['shop'] } }, { sharing: { namespaces: ['shop'], allData: true } }),
  },
  '`clusterRef.binding`, another namespace, without `sharing.allData`': {
    spec: byBinding('data'),
    objects: owner('data', { sharing: { namespaces: ['shop'] } }),
  },
  '`cluster.adopt`, not listed': { spec: adopt(true), engines: ENGINES },
  '`clusterRef.uuid`, not listed': { spec: byUuid, references: { uuids: ['5f0c7a52-3d1e-4b7a-8f5d-2a9b6c1e0d43'] } },
  '`clusterRef.cluster`, without `references.clusters`': {
    spec: byCluster,
    objects: clusterResource,
    references: { uuids: ['*'] },
  },
  '`clusterRef.binding`, another namespace that does not share': {
    spec: byBinding('data'),
    objects: owner('data', { sharing: { namespaces: ['billing'] } }),
  },
};

/** Ten rounds are enough for anything to come about. */
async function lived(way: Way, engine: RunningEngine, more: JsonObject = {}): Promise<World> {
  const world = createWorld({
    binding: bindingOf({ ...way.spec(engine), ...more }),
    objects: way.objects?.(engine) ?? [],
    composition: compositionWith(way.references),
    call: callFunction,
    cloud: cloudWith(engine),
  });
  for (const object of world.snapshot().objects)
    if (at(object, 'metadata', 'name') === 'owner') world.putObject(composedBy(object, engine));
  for (let round = 0; round < 10; round += 1) await world.round();
  return world;
}

function compositionWith(references: JsonObject | undefined) {
  const [step] = DEFAULT_COMPOSITION.steps;
  const { references: _, ...policy } = asObject(step?.input);
  const input = references === undefined ? policy : { ...policy, references };
  return { ...DEFAULT_COMPOSITION, steps: [{ name: 'only', functionName: 'function-database-binding', input }] };
}

const yesOrNo = (claim: boolean): string => (claim ? 'yes' : 'no');
const secretsOf = (world: World): readonly JsonObject[] =>
  world.snapshot().objects.filter(({ kind }) => kind === 'Secret');
/** Every value in the Secrets of the namespace. */
const secretValues = (world: World): readonly string[] =>
  secretsOf(world).flatMap(({ data }) =>
    Object.values(asObject(data)).map((value) => Buffer.from(String(value), 'base64').toString()),
  );
const clustersMadeOrNamed = (world: World) => [...world.cloud.clusters.values()];

/** A word for the engines for which something holds. */
async function enginesFor(
  { engines = RUNNING_ENGINES }: Way,
  holds: (engine: RunningEngine) => Promise<boolean>,
): Promise<string> {
  const held: string[] = [];
  for (const engine of engines) if (await holds(engine)) held.push(profileOf(engine).label);
  return held.length === engines.length ? 'yes' : held.join(', ') || 'no';
}

async function isAccepted(way: Way): Promise<boolean> {
  const world = await lived(way, 'pg');
  const { status, reason } = said(world, 'SpecAccepted');
  return (status === 'True' && said(world, 'ClusterReady').status === 'True') || reason === 'AdoptionPending';
}

/** The same way without what its permission is said to be. */
const WITHOUT: Readonly<Record<string, (way: Way) => Way>> = {
  '`references.uuids`': ({ references: _, ...way }) => way,
  '`references.clusters`': ({ references: _, ...way }) => way,
  '`sharing.namespaces`': (way) => ({
    ...way,
    objects: (engine) => (way.objects?.(engine) ?? []).map((object) => ({ ...object, spec: { cluster: { engine } } })),
  }),
};

/** What a column asks, and what the function answers. */
const QUESTIONS: Readonly<Record<string, (way: Way, claim: string) => Promise<string>>> = {
  'allowed by': async (way, claim) => {
    if (!(await isAccepted(way))) return 'never';
    const without = WITHOUT[claim];
    if (without === undefined) return 'always';
    return (await isAccepted(without(way))) ? 'always' : claim;
  },
  'creates users and databases': async (way) => {
    const world = await lived(way, 'pg', { users: [{ name: 'probe' }], databases: [{ name: 'probe' }] });
    // In the cluster of others, the namespace goes before the name.
    const made = clustersMadeOrNamed(world).some(({ users, databases }) =>
      ['probe', 'shop_probe'].some((name) => users.has(name) || databases.has(name)),
    );
    return yesOrNo(made);
  },
  'reads existing users (`mode: Observe`)': async (way) => {
    const world = await lived(way, 'pg');
    for (const { id } of clustersMadeOrNamed(world)) world.cloud.createUser(id, 'theirs', {});
    world.editBinding((spec) => ({ ...spec, users: [{ name: 'theirs', mode: 'Observe' }], databases: [] }));
    for (let round = 0; round < 8; round += 1) await world.round();
    const theirs = clustersMadeOrNamed(world).flatMap(({ users }) => users.get('theirs')?.password ?? []);
    return yesOrNo(secretValues(world).some((value) => theirs.includes(value)));
  },
  'Secret of the default user (Valkey, Redis)': async (way) => {
    const engines = (way.engines ?? RUNNING_ENGINES).filter((engine) => !profileOf(engine).users.supported);
    return enginesFor({ ...way, engines }, async (engine) =>
      (await lived(way, engine)).snapshot().composed.has('secret-default'),
    );
  },
  "administrator's password in the namespace": (way) =>
    enginesFor(way, async (engine) => {
      const world = await lived(way, engine);
      const [cluster] = [...world.snapshot().composed].filter(([key]) => key === 'cluster');
      return asString(at(cluster?.[1], 'spec', 'writeConnectionSecretToRef', 'name')) !== undefined;
    }),
  'changes or deletes the cluster': async (way) => {
    const { composed } = (await lived(way, 'pg')).snapshot();
    const policies = asList(at(composed.get('cluster'), 'spec', 'managementPolicies'));
    return yesOrNo(policies.some((policy) => policy !== 'Observe'));
  },
};

const table = section(page('docs/access.md'), '## The table');
const heading = (table.split('\n').find((line) => line.startsWith('|')) ?? '').split('|').slice(2, -1);
const columns = heading.map((cell) => cell.trim());
const claims = rows(table).flatMap(([name = '', ...cells]) =>
  cells.map((claim, i) => ({ way: name, column: columns[i] ?? '', claim })),
);

describe('the table of who may reach what', () => {
  test('has a row for every way and a column for every question', () => {
    expect(rows(table).map(([name]) => name)).toEqual(Object.keys(WAYS));
    expect(columns).toEqual(Object.keys(QUESTIONS));
  });

  test.each(claims)(
    '$way | $column: $claim',
    async ({ way, column, claim }) => {
      const [asked, question] = [WAYS[way], QUESTIONS[column]];
      if (!asked || !question) throw new Error(`cannot test "${way}", "${column}": no such row or column`);
      expect(await question(asked, claim)).toBe(claim);
    },
    30_000,
  );
});

/** The same way where the owner does not share all its data. */
const WITHOUT_ALL_DATA = '`clusterRef.binding`, another namespace, without `sharing.allData`';

/** How far the users of a binding get. */
async function reach(name: string, engine: RunningEngine): Promise<string> {
  const way = WAYS[name];
  if (!way) throw new Error(`cannot test "${name}": no such way`);
  if (way.engines?.includes(engine as never) === false) return '–';
  const got = await reachBy(way, engine);
  const without = name === '`clusterRef.binding`, another namespace' ? WAYS[WITHOUT_ALL_DATA] : way;
  return without && (await reachBy(without, engine)) === 'nothing' ? `${got}, with \`allData\`` : got;
}

async function reachBy(way: Way, engine: RunningEngine): Promise<string> {
  const { users, acl, keepsUsersApart } = profileOf(engine);
  const asked = acl ? { users: [{ name: 'probe', acl: [{ [acl.scope]: '*', permission: 'admin' }] }] } : {};
  const world = await lived(way, engine, asked);
  const { composed } = world.snapshot();
  if (at(composed.get('cluster'), 'spec', 'writeConnectionSecretToRef') !== undefined) return 'everything';
  const made = clustersMadeOrNamed(world).flatMap(({ users: all }) =>
    [...all.values()].filter(({ role }) => role === 'normal'),
  );
  if (acl) return made.length > 0 ? 'any `acl`' : "what the owner's `acl` allows";
  if (users.supported && made.length === 0) return 'nothing';
  if (!users.supported && !composed.has('secret-default')) return 'nothing';
  return keepsUsersApart ? 'what it owns' : 'everything';
}

describe('the table of what users can do', () => {
  const reached = section(page('docs/access.md'), '## What the users of a binding can do');
  const [line = ''] = reached.split('\n').filter((each) => each.startsWith('|'));
  const ways = line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
  const cells = rows(reached).flatMap(([label = '', ...row]) =>
    row.map((claim, i) => ({ label, way: ways[i] ?? '', claim })),
  );

  test('has a row for every engine and a column for every reference', () => {
    expect(rows(reached).map(([label]) => label)).toEqual(RUNNING_ENGINES.map((engine) => profileOf(engine).label));
    expect(ways).toEqual([
      '`cluster.adopt`',
      '`clusterRef.uuid`',
      '`clusterRef.cluster`',
      '`clusterRef.binding`, same namespace',
      '`clusterRef.binding`, another namespace',
    ]);
  });

  test.each(cells)(
    '$label | $way: $claim',
    async ({ label, way, claim }) => {
      const engine = RUNNING_ENGINES.find((each) => profileOf(each).label === label);
      if (!engine) throw new Error(`cannot test "${label}": no such engine`);
      expect(await reach(way === '`cluster.adopt`' ? '`cluster.adopt`, confirmed' : way, engine)).toBe(claim);
    },
    60_000,
  );
});

test('A connection secret that is not asked for is not written: no administrator in a namespace that only got a user', async () => {
  for (const way of ['`clusterRef.uuid`', '`clusterRef.binding`, another namespace']) {
    const world = await lived(WAYS[way] ?? { spec: byUuid }, 'pg');
    const administrator = world.cloud.clusters.get(ELSEWHERE)?.users.get('doadmin')?.password ?? '';
    expect(secretsOf(world).length).toBeGreaterThan(0);
    expect(secretValues(world).filter((value) => value.includes(administrator))).toEqual([]);
  }
});

test('The names of permissions in the table are fields of the policy and the binding', () => {
  const allowed = [...new Set(rows(table).flatMap(([, cell = '']) => spans(cell)))];
  expect(allowed).toEqual(['references.uuids', 'references.clusters', 'sharing.namespaces']);
});
