import fc from 'fast-check';
import { profileOf } from '../../../src/engines/engines.js';
import { ENGINES, type Engine } from '../../../src/gen/binding.js';
import { compact, type Json, type JsonObject } from '../../../src/lib/json.js';
import { type Beginning, BINDINGS, type BindingName, OWNER } from './town.js';

/** What the owner of one binding does to it. */
export type Deed =
  | { readonly by: BindingName; readonly does: 'edit'; readonly contents: JsonObject }
  | { readonly by: BindingName; readonly does: 'delete' };

/** Some bindings that share a cluster, and what their owners do, one after the other. */
export interface Walk extends Beginning {
  readonly deeds: readonly Deed[];
}

/** Names that somebody in the town has by default, that mean another binding's things, or that look alike. */
const TEMPTING = [
  'app',
  'orders',
  'people',
  'web',
  'billing_app',
  'crm_people',
  'shop_web',
  'shop_orders',
  'crm_app',
  'a_b',
  'a-b',
  'default',
  'doadmin',
  'defaultdb',
] as const;

const some = <T>(arbitrary: fc.Arbitrary<T>, least = 0): fc.Arbitrary<readonly T[]> =>
  fc.array(arbitrary, { minLength: least, maxLength: 3 });
const named = (extra: Readonly<Record<string, fc.Arbitrary<Json | undefined>>> = {}): fc.Arbitrary<JsonObject> =>
  fc.record({ name: fc.constantFrom<Json>(...TEMPTING), ...extra }).map(compact);
const maybe = (...values: readonly Json[]): fc.Arbitrary<Json | undefined> => fc.constantFrom(undefined, ...values);
const unique = (list: readonly JsonObject[], key: string): readonly JsonObject[] => [
  ...new Map(list.map((entry) => [entry[key], entry])).values(),
];
const listOf = (engine: Engine, field: string, entry: fc.Arbitrary<JsonObject>, key = 'name', least = 0) =>
  has(engine, field)
    ? fc.option(
        some(entry, least).map((list) => unique(list, key)),
        { nil: undefined },
      )
    : fc.constant(undefined);

function has(engine: Engine, field: string): boolean {
  const { users, databases, ownFields } = profileOf(engine);
  if (field === 'users') return users.supported;
  if (field === 'databases') return databases.supported;
  return (ownFields as readonly string[]).includes(field);
}

function arbUser(engine: Engine): fc.Arbitrary<JsonObject> {
  const { acl, rights } = profileOf(engine);
  const mode = maybe('Manage', 'Observe');
  if (!acl) return named(rights.inSql ? { mode, access: maybe('Owner', 'ReadWrite', 'ReadOnly') } : { mode });
  const rules = ['*', 'orders', 'crm_*', 'billing_app', 'shop*'].flatMap((pattern) =>
    acl.permissions.slice(0, 2).map((permission): Json => [{ [acl.scope]: pattern, permission }]),
  );
  return fc.oneof(named({ mode, acl: maybe(...rules) }), named({ mode, access: maybe('Owner', 'ReadOnly') }));
}

function arbDatabase(engine: Engine): fc.Arbitrary<JsonObject> {
  const contents = { schemas: maybe([{ name: 'audit' }]), extensions: maybe(['pgcrypto']) };
  return named(profileOf(engine).rights.inSql ? contents : {});
}

/** Anything that an application team may write into a binding about what it has in the cluster. */
const arbContents = (engine: Engine): fc.Arbitrary<JsonObject> =>
  fc
    .record({
      users: listOf(engine, 'users', arbUser(engine), 'name', 1),
      databases: listOf(engine, 'databases', arbDatabase(engine)),
      topics: listOf(engine, 'topics', named({ partitions: maybe(3, 6), configuration: maybe({ retentionMs: 1000 }) })),
      schemas: listOf(
        engine,
        'schemas',
        fc.record({
          subject: fc.constantFrom<Json>(...TEMPTING),
          type: fc.constantFrom<Json>('avro', 'json'),
          schema: fc.constantFrom<Json>('"string"', '{}'),
        }),
        'subject',
      ),
      connectionPools: listOf(
        engine,
        'connectionPools',
        fc
          .record({
            name: fc.constantFrom<Json>('web', 'app', 'orders'),
            size: fc.constantFrom<Json>(1, 2),
            database: maybe(...TEMPTING),
            user: maybe(...TEMPTING),
          })
          .map(compact),
      ),
      connection: fc.constantFrom<Json | undefined>(
        undefined,
        { secret: { name: 'orders-credentials' } },
        { secret: { format: 'Environment' }, configMap: true },
        { endpoint: 'Private' },
        { defaultUser: true },
      ),
      deletionPolicy: maybe('Delete', 'Orphan'),
    })
    .map(compact);

const arbDeed = (engine: Engine, bindings: readonly BindingName[]): fc.Arbitrary<Deed> => {
  const by = fc.constantFrom(...bindings);
  const edit = fc.record({ by, does: fc.constant('edit' as const), contents: arbContents(engine) });
  // A cluster goes with its owner, and everything in it: that much the others have to trust it.
  const guest = fc.constantFrom(...bindings.filter((name) => name !== OWNER));
  const leave = fc.record({ by: guest, does: fc.constant('delete' as const) });
  return fc.oneof({ weight: 6, arbitrary: edit }, { weight: 1, arbitrary: leave });
};

/** A walk of two, three or four bindings, at least two of which are in different namespaces. */
export const arbWalk: fc.Arbitrary<Walk> = fc.constantFrom(...ENGINES).chain((engine) =>
  fc
    .constantFrom<readonly BindingName[]>(
      [OWNER, 'billing/app'],
      [OWNER, 'billing/app', 'crm/people'],
      [OWNER, 'shop/web', 'billing/app'],
      BINDINGS,
    )
    .chain((bindings) =>
      fc.record({
        engine: fc.constant(engine),
        bindings: fc.constant(bindings),
        together: fc.boolean(),
        deeds: fc.array(arbDeed(engine, bindings), { minLength: 4, maxLength: 10 }),
      }),
    ),
);
