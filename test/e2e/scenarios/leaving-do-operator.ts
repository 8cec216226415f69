import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { refOf } from '../../../simulation/api-server/object-store.js';
import { asList, asObject, asString, at, type JsonObject } from '../../../src/lib/json.js';
import { planDoOperator } from '../../../tools/import/do-operator/plan-do-operator.js';
import { policyOf } from '../../support/examples.js';
import { bindingOf, Composite, createNamespace } from '../harness/bindings.js';
import { manifest } from '../harness/control-plane.js';
import {
  FINALIZER,
  installOperatorCrds,
  OPERATOR_API,
  operatorObjects,
  putOperatorObject,
  putWhatItMakes,
} from '../harness/do-operator.js';
import { eventually } from '../harness/eventually.js';
import type { Scenario } from './scenario.js';

const NAMESPACE = 'leaving';
const ID = '9cc10173-e9ea-4176-9dbc-a4cee4c4ff30';
const COMPOSITION = 'databasebinding-leaving';
const DEVELOPMENT = manifest('examples/compositions/development.yaml');

// The names and keys are do-operator's own.
const MADE = [
  ['Secret', 'orders-default-credentials', ['username', 'password', 'uri', 'private_uri']],
  ['Secret', 'orders-app-credentials', ['username', 'password']],
  ['ConfigMap', 'orders-connection', ['host', 'port', 'ssl', 'database']],
  ['ConfigMap', 'orders-private-connection', ['host', 'port', 'ssl', 'database']],
] as const;
/** The garbage collector looks every few seconds. */
const COLLECTED_MS = 15_000;

/** The objects of do-operator are imported, and everything it made lives on under its name. */
export const leavingDoOperator: Scenario = {
  title: 'a move from do-operator',
  tests(world) {
    const { cluster } = world;
    const composite = new Composite(cluster, bindingOf(NAMESPACE, 'orders', {}));
    const read = (kind: string, name: string) => cluster.get({ apiVersion: 'v1', kind, namespace: NAMESPACE, name });
    const all = () => Promise.all(MADE.map(([kind, name]) => read(kind, name)));
    const passwords = async () =>
      (await all()).map((object) => asString(at(object, 'data', 'password'))).filter((text) => text !== undefined);
    const identities = async () => (await all()).map((object) => at(object, 'metadata', 'uid'));
    let before: { passwords: readonly string[]; identities: readonly unknown[] };

    beforeAll(async () => {
      await createNamespace(cluster, NAMESPACE);
      await cluster.apply(anyReference());
      await installOperatorCrds(cluster);
      const settings = { engine: 'pg', version: '17', size: 'db-s-1vcpu-2gb', region: 'nyc3' };
      const cloud = world.provider.cloud.makeElsewhere(ID, 'pg', { name: 'leaving-orders', ...settings, nodeCount: 1 });
      const user = world.cloud.addUser(ID, 'app');
      const of = (name: string) => ({ name, namespace: NAMESPACE, finalizers: [FINALIZER] });
      const owner = await putOperatorObject(cluster, 'DatabaseCluster', of('orders'), {
        spec: { ...settings, name: 'leaving-orders', numNodes: 1 },
        status: { uuid: ID, status: 'online' },
      });
      const its = await putOperatorObject(cluster, 'DatabaseUser', of('orders-app'), {
        spec: { username: 'app', databaseCluster: { apiGroup: FINALIZER, kind: 'DatabaseCluster', name: 'orders' } },
        status: { clusterUUID: ID, role: 'normal' },
      });
      await putWhatItMakes(cluster, { owner, cloud });
      await putWhatItMakes(cluster, { owner: its, cloud, user });
      before = { passwords: await passwords(), identities: await identities() };
    });

    test('what is imported waits for the Secrets, and touches none', async () => {
      const { bindings } = planDoOperator(await operatorObjects(cluster), undefined);
      expect(bindings).toHaveLength(1);
      const spec = asObject(bindings[0]?.binding.spec);
      const apply = (changes: JsonObject) =>
        cluster.apply(
          bindingOf(NAMESPACE, 'orders', { ...spec, cluster: { ...asObject(spec.cluster), ...changes } }, COMPOSITION),
        );
      await apply({});
      await told('SpecAccepted', 'AdoptionPending');
      await apply({ adoptConfirmed: true });
      await composite.until('UsersReady', 'True');
      await told('ConnectionReady', 'NameTaken');
      expect(await identities()).toEqual(before.identities);
    });

    test('Secrets and ConfigMaps become its own in place, with the same names, keys and passwords', async () => {
      await world.report.note('moved from do-operator', async () => {
        const owner = {
          ...refHeader(await composite.read()),
          controller: true,
          blockOwnerDeletion: true,
        };
        for (const [kind, name] of MADE) {
          const metadata = { name, namespace: NAMESPACE, ownerReferences: [owner] };
          await cluster.merge({ apiVersion: 'v1', kind, metadata });
        }
        const seen: (readonly string[])[] = [];
        await eventually(
          'the binding ready',
          async () => {
            seen.push(await passwords());
            return (await composite.condition('Ready'))?.status === 'True';
          },
          150,
        );
        for (const each of seen) expect(each).toEqual(before.passwords);
        expect(await identities()).toEqual(before.identities);
        for (const [kind, name, keys] of MADE)
          expect(Object.keys(asObject((await read(kind, name))?.data))).toEqual(expect.arrayContaining([...keys]));
        expect(await composite.secret('orders-app-credentials')).toMatchObject({
          uri: expect.stringContaining('.db.ondigitalocean.com'),
        });
        return `same Secrets at each of ${seen.length} looks`;
      });
    });

    test('the objects of do-operator go, and nothing goes with them', async () => {
      for (const object of await operatorObjects(cluster)) {
        const { apiVersion, kind, namespace, name } = refOf(object);
        await cluster.merge({ apiVersion, kind, metadata: { name, namespace, finalizers: null } });
        await cluster.delete(refOf(object));
      }
      await eventually('none left', async () => (await operatorObjects(cluster)).length === 0);
      await sleep(COLLECTED_MS);
      expect(await identities()).toEqual(before.identities);
      expect([...(world.cloud.clusters.get(ID)?.users.keys() ?? [])]).toEqual(
        expect.arrayContaining(['doadmin', 'app']),
      );
      expect(world.cloud.requests({ method: 'DELETE', path: new RegExp(ID) })).toEqual([]);
      expect(await cluster.list(OPERATOR_API, 'DatabaseCluster')).toEqual([]);
    });

    async function told(type: string, reason: string): Promise<void> {
      await eventually(`${type} is ${reason}`, async () => {
        const condition = await composite.condition(type);
        if (condition?.reason !== reason) throw new Error(JSON.stringify(condition));
        return true;
      });
    }
  },
};

function refHeader({ apiVersion, kind, metadata }: JsonObject): JsonObject {
  return {
    apiVersion: apiVersion ?? '',
    kind: kind ?? '',
    name: at(metadata, 'name') ?? '',
    uid: at(metadata, 'uid') ?? '',
  };
}

/** A policy that allows every UUID. */
function anyReference(): JsonObject {
  const [step] = asList(at(DEVELOPMENT, 'spec', 'pipeline')).map(asObject);
  const pipeline = [{ ...step, input: { ...policyOf(DEVELOPMENT), references: { uuids: ['*'] } } }];
  return { ...DEVELOPMENT, metadata: { name: COMPOSITION }, spec: { ...asObject(DEVELOPMENT.spec), pipeline } };
}
