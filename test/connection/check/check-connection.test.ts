// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how templates are written
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { firstSecretName, furtherSecretName } from '../../../src/api/names.js';
import type { Engine } from '../../../src/gen/binding.js';
import { connectionSecretName } from '../../../src/kinds/connection-secret.js';
import type { JsonObject } from '../../../src/lib/json.js';
import { holds } from '../../support/property.js';
import { run } from '../../support/run.js';
import { owner, resolve } from '../../support/stages.js';
import { binding, POLICY } from '../../support/states.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly engine?: Engine;
  readonly connection?: JsonObject;
  readonly users?: readonly JsonObject[];
  readonly policy?: JsonObject;
  /** Parts of the one Fatal result. */
  readonly want: readonly string[];
}

const keys = (entries: JsonObject, rest: JsonObject = {}): JsonObject => ({ secret: { ...rest, keys: entries } });
const KNOWN = /\(known: .*cluster-name.*database.*jdbc-url.*password.*uri.*\)/;

const CASES: readonly Case[] = [
  {
    name: 'TemplateOfItself',
    reason: 'keys are no facts, so a template that names itself names nothing',
    connection: keys({ DB_URL: '${DB_URL}' }),
    want: ['spec.connection.secret.keys["DB_URL"]: unknown fact "DB_URL" (known: '],
  },
  {
    name: 'TemplateOfNothing',
    reason: 'an empty placeholder',
    connection: keys({ A: 'x${}' }),
    want: ['spec.connection.secret.keys["A"]: names no fact in ${} (known: '],
  },
  {
    name: 'TemplateWithoutFact',
    reason: 'a forgotten brace makes a constant, which is no connection',
    connection: keys({ A: '$uri' }),
    want: ['spec.connection.secret.keys["A"]: names no fact: write at least one as ${fact} (known: '],
  },
  {
    name: 'TemplateUnclosed',
    reason: 'half a placeholder is a mistake',
    connection: keys({ A: '${host}:${port' }),
    want: ['spec.connection.secret.keys["A"]: has a "${" without a "}"'],
  },
  {
    name: 'FactOfAnotherEngine',
    reason: 'the known ones are those of the engine',
    engine: 'kafka',
    connection: keys({ A: '${jdbc-url}' }),
    want: ['unknown fact "jdbc-url" (known: ', 'bootstrap-servers'],
  },
  {
    name: 'PrototypeAsFact',
    reason: 'a name is a name, never something inherited',
    connection: keys({ A: '${constructor}' }),
    want: ['unknown fact "constructor"'],
  },
  {
    name: 'CertificateInText',
    reason: 'a text of several lines cannot be part of another, and would make a Secret too large for Kubernetes',
    connection: keys({ A: 'ca=${ca.crt}' }),
    want: ['${ca.crt} has several lines and cannot be part of a longer text: use it alone'],
  },
  {
    name: 'TemplatesBeyondKubernetes',
    reason: 'the API server takes no Secret of more than 1 MiB, and would refuse all that is applied with it',
    connection: keys(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`K${i}`, '${uri}'.repeat(60)]))),
    want: ['spec.connection.secret.keys: makes a Secret of up to 1.21 MiB, Kubernetes allows 1: use fewer facts'],
  },
  {
    name: 'CertificatesBeyondKubernetes',
    reason: 'a certificate counts as large as it may be',
    engine: 'kafka',
    connection: keys({
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`K${i}`, '${access.crt}'])),
      ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`K${i}`, '${uri}'.repeat(60)])),
    }),
    want: ['spec.connection.secret.keys: makes a Secret of up to 1.0'],
  },
  {
    name: 'SecretsBeyondAnAnswer',
    reason: 'what all users have together has to fit into one answer, which may have 4 MiB',
    users: Array.from({ length: 100 }, (_, i) => ({
      name: `u${i}`,
      extraSecrets: ['Environment', 'Operator', 'CloudNativePG'].map((format) => ({ format })),
    })),
    connection: { secret: { keys: { A: '${uri}'.repeat(100) } } },
    want: [
      'spec.connection: makes 400 Secrets of about ',
      ' MiB in total, at most 2.5 fit into an answer: use fewer users, Secrets',
    ],
  },
  {
    name: 'NameOfTheProvider',
    reason: 'two would write one Secret, and the password would never come to rest',
    connection: { secret: { name: 'orders-cluster-conn' } },
    want: [
      'spec.connection.secret.name: the provider reads or writes the Secret "orders-cluster-conn" itself: choose another name',
    ],
  },
  {
    name: 'NameOfTheProviderOfAUser',
    reason: 'the same for what it writes for a user',
    users: [{ name: 'web', secret: { name: 'orders-user-web-conn' } }],
    want: ['spec.users[0].secret.name: the provider reads or writes the Secret "orders-user-web-conn" itself'],
  },
  {
    name: 'NoSecretKey',
    reason: 'what Kubernetes would refuse later is refused with its path',
    connection: keys({ 'a b': '${uri}', '..': '${uri}' }),
    want: [
      'spec.connection.secret.keys["a b"]: is not a valid Secret key',
      'spec.connection.secret.keys[".."]: is not a valid Secret key',
    ],
  },
  {
    name: 'NoEnvironmentName',
    reason: 'envFrom skips keys that are not valid names',
    connection: keys({ 'db-url': '${uri}' }, { format: 'Environment' }),
    want: ['spec.connection.secret.keys["db-url"]: is not a valid environment variable name'],
  },
  {
    name: 'NoEnvironmentPrefix',
    reason: 'the same for the prefix of each name',
    connection: { secret: { format: 'Environment', prefix: '1-' } },
    want: ['spec.connection.secret.prefix: "1-" cannot start an environment variable name'],
  },
  {
    name: 'KeyOfTheFormat',
    reason: 'the password is read back from its key, so it must not hold anything else',
    connection: keys({ password: '${uri}' }),
    want: [
      'spec.connection.secret.keys["password"]: is a key of the format ServiceBinding that always holds ${password}',
    ],
  },
  {
    name: 'TwoUsersOneSecret',
    reason: 'two Secrets of one name',
    users: [
      { name: 'a', secret: { name: 'db' } },
      { name: 'b', secret: { name: 'db' } },
    ],
    want: ['spec.users[1].secret.name: the Secret name "db" is taken by spec.users[0].secret.name'],
  },
  {
    name: 'NameOfAnotherDefault',
    reason: 'another user has the name by default',
    users: [{ name: 'a' }, { name: 'b', secret: { name: 'orders-credentials' } }],
    want: ['spec.users[1].secret.name: the Secret name "orders-credentials" is taken by'],
  },
  {
    name: 'NameOfALaterDefault',
    reason: 'the first user gets the long name once another one stands before it',
    users: [{ name: 'web' }, { name: 'b', secret: { name: 'orders-web-credentials' } }],
    want: ['spec.users[1].secret.name: the Secret name "orders-web-credentials" is taken by spec.users[0]'],
  },
  {
    name: 'NameOfAnExtra',
    reason: 'further Secrets have default names too',
    users: [
      { name: 'web', extraSecrets: [{ format: 'Environment' }] },
      { name: 'b', secret: { name: 'orders-credentials-environment' } },
    ],
    want: ['spec.users[1].secret.name: the Secret name "orders-credentials-environment" is taken by'],
  },
  {
    name: 'DefaultsAlike',
    reason: 'user names that differ in punctuation only have one Secret name',
    users: [{ name: 'a_b' }, { name: 'a.b' }, { name: 'a-b' }],
    want: ['spec.users[2].name: "a-b" and "a_b" would share the Secret "orders-a-b-credentials"'],
  },
  {
    name: 'TwoExtrasAlike',
    reason: 'two further Secrets in one format need names',
    connection: { extraSecrets: [{ format: 'Environment' }, { format: 'Environment', prefix: 'X' }] },
    want: ['spec.connection.extraSecrets[1]: the Secret name "orders-credentials-environment" is taken by'],
  },
  {
    name: 'HugeCa',
    reason: 'a Secret of that size would not fit',
    connection: { caCertificate: { inline: 'A'.repeat(1024 * 1024) } },
    want: ['spec.connection.caCertificate.inline: ', 'is longer than 32768 characters'],
  },
  {
    name: 'NoPem',
    reason: 'only certificates are handed on as such',
    connection: { caCertificate: { inline: 'hello' } },
    want: ['spec.connection.caCertificate.inline: is not a PEM certificate'],
  },
  {
    name: 'PrivateKeyAsCa',
    reason: 'somebody pasted the wrong file, which must not travel further, nor be told',
    connection: { caCertificate: { inline: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' } },
    want: ['spec.connection.caCertificate.inline: contains a PRIVATE KEY: only certificates are allowed'],
  },
  {
    name: 'BrokenCertificate',
    reason: 'a certificate that no client could read',
    connection: {
      caCertificate: { inline: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' },
    },
    want: ['spec.connection.caCertificate.inline: has no readable certificate in PEM block 1'],
  },
  {
    name: 'BrokenCertificateOfThePolicy',
    reason: 'the same for the platform, with its own path',
    policy: { caCertificate: { inline: 'hello' } },
    want: ['policy.caCertificate.inline: is not a PEM certificate'],
  },
  {
    name: 'TwoSourcesOfCa',
    reason: 'exactly one',
    connection: { caCertificate: { inline: 'a', secretRef: { name: 'a' } } },
    want: ['spec.connection.caCertificate: wanted exactly one of inline, configMapRef, secretRef'],
  },
  {
    name: 'ForeignNamespaceOfCa',
    reason: 'a binding names what lies in its own namespace only',
    connection: { caCertificate: { secretRef: { name: 'a', namespace: 'kube-system' } } },
    want: ['spec.connection.caCertificate.secretRef.namespace: unknown field'],
  },
  {
    name: 'ReservedLabels',
    reason: "Crossplane's own labels say whose the Secret is",
    connection: {
      secret: {
        labels: { 'crossplane.io/composite': 'x' },
        annotations: { 'databasebinding.fn.crossplane.io/format': 'x' },
      },
    },
    want: [
      'spec.connection.secret.labels["crossplane.io/composite"]: is reserved for Crossplane',
      'spec.connection.secret.annotations["databasebinding.fn.crossplane.io/format"]: is reserved for Crossplane',
    ],
  },
  {
    name: 'NoLabels',
    reason: 'what the API server would refuse',
    connection: { secret: { labels: { 'a b': 'x', team: 'a b' } } },
    want: [
      'spec.connection.secret.labels["a b"]: is not a valid name',
      'spec.connection.secret.labels["team"]: "a b" is not a valid label value',
    ],
  },
  {
    name: 'DefaultUserOfValkey',
    reason: 'it has no other user, so asking for it would change nothing',
    engine: 'valkey',
    connection: { defaultUser: true },
    want: ['spec.connection.defaultUser: '],
  },
  {
    name: 'DefaultUserTwice',
    reason: 'two Secrets of one user',
    users: [{ name: 'doadmin', mode: 'Observe' }],
    connection: { defaultUser: true },
    want: ['spec.connection.defaultUser: spec.users[0] hands out PostgreSQL\'s administrator "doadmin" already'],
  },
  {
    name: 'WorkloadWithoutItsFormat',
    reason: 'a controller would mount what the specification does not know',
    connection: { secret: { format: 'Environment' }, workload: { kind: 'Deployment', name: 'web' } },
    want: ['spec.connection.workload: needs a Secret of the first user in the format ServiceBinding without a prefix'],
  },
];

describe('an invalid connection', () => {
  test.each(CASES)('$name: $reason', ({ engine = 'pg', connection = {}, users, policy = {}, want }) => {
    const composite = binding({ cluster: { engine }, connection, ...(users ? { users } : {}) });
    const { fatal, composed } = run({ composite, policy: { ...POLICY, ...policy } });
    for (const part of want) expect(fatal).toContain(part);
    expect(composed).toEqual({});
  });

  test.each(['orders-pool-web-conn', 'orders-replica-ro-conn'])('%s is what the provider writes beside it', (name) => {
    const spec = {
      cluster: { engine: 'pg', replicas: [{ name: 'ro' }] },
      connectionPools: [{ name: 'web', size: 5 }],
      connection: { secret: { name } },
    };
    expect(run({ composite: binding(spec), policy: POLICY }).fatal).toContain(
      `spec.connection.secret.name: the provider reads or writes the Secret "${name}" itself: choose another name`,
    );
  });

  test('an unknown fact is reported with the list of known ones', () => {
    const composite = binding({ cluster: { engine: 'pg' }, connection: keys({ A: '${x}' }) });
    expect(run({ composite, policy: POLICY }).fatal).toMatch(KNOWN);
  });

  test('a problem in a part that users share is reported once', () => {
    const composite = binding({
      cluster: { engine: 'pg' },
      users: [{ name: 'a' }, { name: 'b' }],
      connection: { secret: { keys: { A: '${x}' } } },
    });
    expect(run({ composite, policy: POLICY }).fatal?.match(/unknown fact/g)).toHaveLength(1);
  });
});

describe('the names of Secrets', () => {
  const user = fc.oneof(
    fc.constantFrom('conn', 'web', 'Web', 'a-b', 'a_b', 'a.b', 'a--b', 'credentials', 'web-credentials', 'cluster'),
    fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?$/),
  );
  const name = fc.oneof(
    fc.constantFrom('orders', 'o.v1', 'a'),
    fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,120}[a-z0-9])?$/),
  );

  test("an accepted binding has no duplicates, and none of the provider's", () => {
    holds(
      fc.property(name, fc.uniqueArray(user, { minLength: 1, maxLength: 5 }), (binding, users) => {
        const resolved = resolve({
          spec: { cluster: { engine: 'pg', nodeCount: 1 }, users: users.map((user) => ({ name: user })) },
          owner: owner(binding, 'shop'),
        });
        const names = [firstSecretName(binding), ...users.map((user) => furtherSecretName(binding, user))];
        const reserved = ['cluster', ...users.map((user) => `user-${user}`)].map((key) =>
          connectionSecretName(binding, key),
        );
        const isUnique = new Set(names).size === names.length && !names.some((name) => reserved.includes(name));
        const said = resolved.ok ? [] : resolved.issues.filter(({ message }) => message.includes('Secret'));
        expect(said.length === 0).toBe(isUnique);
      }),
    );
  });
});
