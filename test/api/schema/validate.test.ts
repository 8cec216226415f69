import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { validatePolicy, validateSpec } from '../../../src/api/schema/validate.js';
import { ENGINES } from '../../../src/gen/binding.js';
import type { Result } from '../../../src/lib/issue.js';
import type { Json, JsonObject } from '../../../src/lib/json.js';
import { holds } from '../../support/property.js';

const pg = { engine: 'pg' };
const uuid = '3f2a0c52-8d1e-4c5b-9a77-0c1d2e3f4a5b';
const KNOWN_CLUSTER_FIELDS =
  'engine, version, class, size, nodeCount, storageSizeMib, region, privateNetwork, projectId, tags, adopt, adoptConfirmed, maintenanceWindow, evictionPolicy, sqlMode, replicas, logSinks, trustedSources, allowAll, restoreFrom, configuration';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly value: Json;
  readonly want: readonly string[];
}

const specCases: readonly Case[] = [
  {
    name: 'OnlyEngine',
    reason: 'everything but the engine has a default',
    value: { cluster: pg },
    want: [],
  },
  {
    name: 'Everything',
    reason: 'every field of the schema is accepted',
    value: {
      cluster: {
        engine: 'mysql',
        version: '8.0',
        size: 'so1_5-2vcpu-16gb',
        nodeCount: 3,
        storageSizeMib: 61440,
        region: 'nyc3',
        privateNetwork: { uuid },
        projectId: uuid,
        tags: ['team:shop', 'a_b-c'],
        maintenanceWindow: { day: 'tuesday', hour: '02:00:00' },
        sqlMode: 'ANSI,TRADITIONAL',
      },
      databases: [{ name: 'orders' }, { name: 'Orders' }],
      users: [
        { name: 'orders', mode: 'Manage' },
        { name: 'report.reader', mode: 'Observe' },
      ],
      connection: { endpoint: 'Private' },
      deletionPolicy: 'Orphan',
    },
    want: [],
  },
  {
    name: 'FieldsOfOthersBesideOurs',
    reason: "a platform team's XRD has fields of its own, and Crossplane adds some",
    value: { cluster: pg, crossplane: { compositionRef: { name: 'a' } }, costCentre: 7 },
    want: [],
  },
  {
    name: 'NoCluster',
    reason: 'a clusterRef can replace it, which is checked later',
    value: {},
    want: [],
  },
  {
    name: 'NoEngine',
    reason: 'a missing field lists its values',
    value: { cluster: {} },
    want: [`spec.cluster.engine: required but missing (supported: ${ENGINES.join(', ')})`],
  },
  {
    name: 'UnknownEngine',
    reason: 'the supported values are listed',
    value: { cluster: { engine: 'oracle' } },
    want: [`spec.cluster.engine: unsupported value "oracle" (supported: ${ENGINES.join(', ')})`],
  },
  {
    name: 'MisspelledField',
    reason: 'a field that would be ignored is an error, with the closest name',
    value: { cluster: { ...pg, regoin: 'nyc3' } },
    want: [`spec.cluster.regoin: unknown field, did you mean "region"? (known: ${KNOWN_CLUSTER_FIELDS})`],
  },
  {
    name: 'FieldLikeNoOther',
    reason: 'only close names are suggested',
    value: { cluster: pg, connection: { poolSize: 1 } },
    want: [
      'spec.connection.poolSize: unknown field (known: endpoint, tls, caCertificate, secret, extraSecrets, configMap, defaultUser, pool, readFrom, workload)',
    ],
  },
  {
    name: 'WrongTypes',
    reason: 'the message has the types, but no string that may be a secret',
    value: { cluster: { ...pg, nodeCount: '3', tags: 'a', version: 17, privateNetwork: [] }, users: null },
    want: [
      'spec.cluster.nodeCount: wanted a whole number, got a string',
      'spec.cluster.privateNetwork: wanted an object, got a list',
      'spec.cluster.tags: wanted a list, got a string',
      'spec.cluster.version: wanted a string, got the number 17: put it in quotes',
      'spec.users: wanted a list, got null',
    ],
  },
  {
    name: 'WrongTypeOfAnEnumeration',
    reason: 'one problem is listed once',
    value: { cluster: { engine: { is: 'pg' } }, deletionPolicy: true },
    want: [
      'spec.cluster.engine: wanted a string, got an object',
      'spec.deletionPolicy: wanted a string, got a boolean: put it in quotes',
    ],
  },
  {
    name: 'Numbers',
    reason: 'a count is a whole finite number in range',
    value: { cluster: { ...pg, nodeCount: 0, storageSizeMib: 1.5 } },
    want: [
      'spec.cluster.nodeCount: 0 is out of range (1 to 100)',
      'spec.cluster.storageSizeMib: wanted a whole number, got the number 1.5',
    ],
  },
  {
    name: 'NumbersThatAreNone',
    reason: 'the wire can carry NaN and Infinity',
    value: { cluster: { ...pg, nodeCount: Number.NaN, storageSizeMib: Number.POSITIVE_INFINITY } },
    want: [
      'spec.cluster.nodeCount: wanted a whole number, got the number NaN',
      'spec.cluster.storageSizeMib: wanted a whole number, got the number Infinity',
    ],
  },
  {
    name: 'Patterns',
    reason: 'patterns are explained in words',
    value: {
      cluster: {
        ...pg,
        version: 'v17',
        region: 'NYC3',
        projectId: uuid.toUpperCase(),
        maintenanceWindow: { day: 'monday', hour: '24:00' },
      },
    },
    want: [
      'spec.cluster.maintenanceWindow.hour: "24:00" is not a time of day such as 02:00 or 02:00:00',
      `spec.cluster.projectId: "${uuid.toUpperCase()}" is not a UUID in lower case`,
      'spec.cluster.region: "NYC3" is not a region such as nyc3: lower case letters and digits',
      'spec.cluster.version: "v17" is not a version: numbers separated by dots, for example 8.0',
    ],
  },
  {
    name: 'Empty',
    reason: 'an empty string has one problem, not two',
    value: { cluster: { ...pg, size: '' }, users: [] },
    want: ['spec.cluster.size: must not be empty', 'spec.users: must not be empty'],
  },
  {
    name: 'LongAndSeveralLines',
    reason: 'a value is cut and stays on one line',
    value: { cluster: { ...pg, class: `a\n${'x'.repeat(100)}` } },
    want: [
      `spec.cluster.class: "a\\n${'x'.repeat(58)}"… is longer than 63 characters`,
      `spec.cluster.class: "a\\n${'x'.repeat(58)}"… is not a name of lower case letters, digits and "-" that starts and ends with a letter or digit`,
    ],
  },
  {
    name: 'NeitherNetworkNorBoth',
    reason: 'exactly one of the two',
    value: { cluster: { ...pg, privateNetwork: { uuid, name: 'vpc' } } },
    want: ['spec.cluster.privateNetwork: wanted exactly one of uuid, name'],
  },
  {
    name: 'NoNetwork',
    reason: 'an empty object would be ignored',
    value: { cluster: { ...pg, privateNetwork: {} } },
    want: ['spec.cluster.privateNetwork: wanted exactly one of uuid, name'],
  },
  {
    name: 'Duplicates',
    reason: 'a name is unique in its list',
    value: {
      cluster: { ...pg, tags: ['a', 'b', 'a'] },
      users: [{ name: 'a' }, { name: '__proto__' }, { name: '__proto__' }],
    },
    want: ['spec.cluster.tags[2]: duplicate value "a"', 'spec.users[2].name: duplicate name "__proto__"'],
  },
  {
    name: 'ItemsInTheirOrder',
    reason: 'the tenth item comes after the second',
    value: {
      cluster: pg,
      databases: [...Array(12).keys()].map((index) => ({ name: index === 1 || index === 11 ? '-' : `d${index}` })),
    },
    want: [1, 11]
      .map(
        (index) =>
          `spec.databases[${index}].name: "-" is not a database name: letters, digits, "_" and "-", with no "-" at either end`,
      )
      .concat('spec.databases[11].name: duplicate name "-"'),
  },
  {
    name: 'KeysOfObjectPrototypes',
    reason: 'keys that every object inherits are unknown fields too',
    value: {
      cluster: JSON.parse('{"engine": "pg", "__proto__": {"size": 1}, "constructor": 1}'),
      connection: { hasOwnProperty: 1 },
    },
    want: [
      `spec.cluster.__proto__: unknown field (known: ${KNOWN_CLUSTER_FIELDS})`,
      `spec.cluster.constructor: unknown field (known: ${KNOWN_CLUSTER_FIELDS})`,
      'spec.connection.hasOwnProperty: unknown field (known: endpoint, tls, caCertificate, secret, extraSecrets, configMap, defaultUser, pool, readFrom, workload)',
    ],
  },
  {
    name: 'StrangeKey',
    reason: 'any key stays readable and on one line',
    value: { cluster: pg, connection: { 'a.b\n/~': 1, [`k${'x'.repeat(100)}`]: 1 } },
    want: [
      'spec.connection["a.b\\n/~"]: unknown field (known: endpoint, tls, caCertificate, secret, extraSecrets, configMap, defaultUser, pool, readFrom, workload)',
      `spec.connection["k${'x'.repeat(59)}"…]: unknown field (known: endpoint, tls, caCertificate, secret, extraSecrets, configMap, defaultUser, pool, readFrom, workload)`,
    ],
  },
  { name: 'Null', reason: 'null is not a spec', value: null, want: ['spec: wanted an object, got null'] },
  { name: 'List', reason: 'a list is not a spec', value: [], want: ['spec: wanted an object, got a list'] },
];

const policyCases: readonly Case[] = [
  { name: 'Nothing', reason: 'every part of a policy is optional', value: {}, want: [] },
  {
    name: 'Everything',
    reason: 'every field of the schema is accepted',
    value: {
      apiVersion: 'databasebinding.fn.crossplane.io/v1beta1',
      kind: 'BindingPolicy',
      metadata: { name: 'x', annotations: {} },
      providerConfigRef: { kind: 'ProviderConfig', name: 'default' },
      providerFamily: 'Namespaced',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
      clusterName: 'prod-${namespace}-${name}',
      defaults: {
        cluster: {
          class: 'small',
          region: 'nyc3',
          privateNetwork: { name: 'vpc.shop' },
          maintenanceWindow: { day: 'sunday', hour: '23:59' },
        },
        versions: { pg: '17', kafka: '3.8' },
        connection: { endpoint: 'Private' },
        deletionPolicy: 'Orphan',
      },
      classes: {
        small: { size: 'db-s-1vcpu-1gb' },
        '10': { size: 'db-s-4vcpu-8gb', nodeCount: 2, storageSizeMib: 61440 },
      },
      allowed: { engines: ['pg', 'valkey'], regions: [], sizes: ['db-s-1vcpu-1gb'], versions: { pg: ['16', '17'] } },
      limits: { nodeCount: 3, storageSizeMib: 204800, users: 20, databases: 10 },
      required: { privateNetwork: true },
      tags: ['crossplane'],
      connectionSecretNamespace: 'crossplane-system',
    },
    want: [],
  },
  {
    name: 'AnotherKind',
    reason: "another function's input or another version is not a policy",
    value: { apiVersion: 'databasebinding.fn.crossplane.io/v1', kind: 'Policy' },
    want: [
      'policy.apiVersion: unsupported value "databasebinding.fn.crossplane.io/v1" (supported: databasebinding.fn.crossplane.io/v1beta1)',
      'policy.kind: unsupported value "Policy" (supported: BindingPolicy)',
    ],
  },
  {
    name: 'UnknownAtTheTop',
    reason: 'a policy is closed everywhere: a rule that is not applied is worse than an error',
    value: { alowed: { engines: ['pg'] } },
    want: [
      'policy.alowed: unknown field, did you mean "allowed"? (known: apiVersion, kind, metadata, fromContext, providerConfigRef, migrateProviderConfig, providerFamily, clusterName, onLoss, defaults, classes, allowed, limits, required, sql, refresh, references, tags, caCertificate, connectionSecretNamespace, trustedSources)',
    ],
  },
  {
    name: 'DeepInside',
    reason: 'paths lead to the value',
    value: {
      defaults: { cluster: { region: 'New York' } },
      allowed: { engines: ['pg', 'redis'], versions: { redis: [] } },
    },
    want: [
      `policy.allowed.engines[1]: unsupported value "redis", did you mean "valkey"? (supported: ${ENGINES.join(', ')})`,
      `policy.allowed.versions.redis: unknown field, did you mean "valkey"? (known: ${ENGINES.join(', ')})`,
      'policy.defaults.cluster.region: "New York" is not a region such as nyc3: lower case letters and digits',
    ],
  },
  {
    name: 'Classes',
    reason: "a class's name may be digits, or have a dot",
    value: { classes: { '0': {}, 'a.b': { size: 'x', nodes: 1 }, ['__proto__' as string]: null } },
    want: [
      'policy.classes.0.size: required but missing',
      'policy.classes.__proto__: wanted an object, got null',
      'policy.classes["a.b"].nodes: unknown field, did you mean "nodeCount"? (known: size, nodeCount, storageSizeMib)',
    ],
  },
  {
    name: 'ClusterNameWithoutName',
    reason: 'two bindings of a namespace must not get the same name',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
    value: { clusterName: '${namespace}-db' },
    want: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
      'policy.clusterName: "${namespace}-db" is not a template of lower case letters, digits, "-", ${namespace} and at least one ${name}',
    ],
  },
  { name: 'Null', reason: 'null is not a policy', value: null, want: ['policy: wanted an object, got null'] },
];

function sentences(result: Result<unknown>): readonly string[] {
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`);
}

describe('validateSpec', () => {
  test.each(specCases)('$name: $reason', ({ value, want }) => expect(sentences(validateSpec(value))).toEqual(want));
});

describe('validatePolicy', () => {
  test.each(policyCases)('$name: $reason', ({ value, want }) => expect(sentences(validatePolicy(value))).toEqual(want));
});

describe('input of any kind', () => {
  const validators = [validateSpec, validatePolicy];

  test('an accepted value is returned itself', () => {
    const value = { cluster: pg };
    expect(validateSpec(value)).toEqual({ ok: true, value });
  });

  test('thousands of mistakes make a short answer', () => {
    const users = Array.from({ length: 10_000 }, () => ({ name: '', nmae: 'x'.repeat(1000) }));
    const said = sentences(validateSpec({ cluster: pg, users }));
    expect(said).toHaveLength(51);
    expect(said.at(0)).toBe('spec: has at least 667 problems, of which these come first');
    expect(said.at(1)).toBe('spec.users: more than 100 items');
    expect(said.join('').length).toBeLessThan(10_000);
  });

  test('deep and long values are refused, not thrown on', () => {
    let deep: Json = 1;
    for (let level = 0; level < 100_000; level += 1) deep = level % 2 ? [deep] : { deep };
    expect(sentences(validateSpec({ cluster: pg, connection: deep, other: deep }))).toHaveLength(1);
    // A pattern runs out of stack on strings of this size.
    for (const text of ['a'.repeat(16_000_000), 'a.'.repeat(8_000_000), `${'1.'.repeat(8_000_000)}!`]) {
      const cluster = { ...pg, version: text, class: text, privateNetwork: { name: text } };
      expect(sentences(validateSpec({ cluster, users: [{ name: text }] }))).toHaveLength(4);
      expect(sentences(validatePolicy({ clusterName: text }))).toHaveLength(1);
    }
  });

  test('arbitrary JSON is accepted or refused with a reason, and never changed', () => {
    const json = fc.jsonValue({ maxDepth: 5 }).map((value) => value as Json);
    const near = fc.record({
      cluster: json,
      users: json,
      databases: json,
      connection: json,
      defaults: json,
      classes: json,
    });
    holds(
      fc.property(fc.oneof(json, near), fc.constantFrom(...validators), (value, validate) => {
        const before = JSON.stringify(value);
        const result = validate(value as Json);
        expect(JSON.stringify(value)).toBe(before);
        if (result.ok) return;
        expect(result.issues.length).toBeGreaterThan(0);
        for (const sentence of sentences(result)) expect(sentence).toMatch(/^(spec|policy)[^\n\r]*: [^\n\r]+$/);
      }),
    );
  });

  test('the same value gives the same answer, whatever was asked in between', () => {
    const value: JsonObject = { cluster: { engine: 'x', a: 1 }, users: [{}] };
    const first = validateSpec(value);
    validateSpec({ cluster: pg });
    expect(validateSpec(value)).toEqual(first);
  });
});
