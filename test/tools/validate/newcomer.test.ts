import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { run } from '../../../tools/validate/validate.js';
import { captureStreams } from '../../support/captured-streams.js';

// What people write on their first day, and the message that helps them.

const folder = mkdtempSync(join(tmpdir(), 'validate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const header = (apiVersion = 'bindings.digitalocean.crossplane.io/v1alpha1', name = 'orders', namespace = 'shop') =>
  `apiVersion: ${apiVersion}\nkind: DatabaseBinding\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec:\n`;

const policy = (fields: string) => `apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: { name: acme }
spec:
  compositeTypeRef: { apiVersion: bindings.digitalocean.crossplane.io/v1alpha1, kind: DatabaseBinding }
  mode: Pipeline
  pipeline:
    - step: database-binding
      functionRef: { name: function-database-binding }
      input:
        apiVersion: databasebinding.fn.crossplane.io/v1beta1
        kind: BindingPolicy
${fields}`;

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly text: string;
  /** How the lines begin, without the name of the file. */
  readonly want: readonly string[];
  readonly exit: number;
}

const CASES: readonly Case[] = [
  {
    name: 'engine',
    reason: 'an engine has another name here',
    text: `${header()}  cluster: { engine: postgres }\n`,
    want: ['5:14: spec.cluster.engine: unsupported value "postgres", did you mean "pg"? (supported: pg, '],
    exit: 1,
  },
  {
    name: 'redis',
    reason: 'an engine that is no longer sold has a successor',
    text: `${header()}  cluster: { engine: redis }\n`,
    want: ['5:14: spec.cluster.engine: unsupported value "redis", did you mean "valkey"? '],
    exit: 1,
  },
  {
    name: 'version-number',
    reason: 'YAML reads a version as a number',
    text: `${header()}  cluster: { engine: pg, version: 17 }\n`,
    want: ['5:26: spec.cluster.version: wanted a string, got the number 17: put it in quotes'],
    exit: 1,
  },
  {
    name: 'indent',
    reason: 'a field that is not indented is beside the object that it belongs to',
    text: `${header()}  cluster:\n  engine: pg\n`,
    want: [
      '5:3: spec.cluster: wanted an object, got null',
      '6:3: spec.engine: unknown field, did you mean spec.cluster.engine?',
    ],
    exit: 1,
  },
  {
    name: 'region',
    reason: 'a region that does not exist fails only at DigitalOcean, but there may be new ones',
    text: `${header()}  cluster: { engine: pg, region: nyc33 }\n`,
    want: [
      '5:26: warning: spec.cluster.region: "nyc33" is not a region that this function knows, did you mean "nyc3"? ',
    ],
    exit: 0,
  },
  {
    name: 'upper',
    reason: 'names are in lower case',
    text: `${header(undefined, 'Orders', 'Shop')}  cluster: { engine: pg }\n`,
    want: [
      '3:13: metadata.name: "Orders" is not a Kubernetes name: ',
      '3:27: metadata.namespace: "Shop" is not a name of lower case letters, digits and "-" ',
    ],
    exit: 1,
  },
  {
    name: 'long',
    reason: 'the name of a composite has to fit into a label',
    text: `${header(undefined, 'a'.repeat(64))}  cluster: { engine: pg }\n`,
    want: ['3:13: metadata.name: "aaa'],
    exit: 1,
  },
  {
    name: 'key',
    reason: 'a key of a Secret has no blanks',
    text: `${header()}  cluster: { engine: pg }\n  connection: { secret: { keys: { "DB URL": "\${uri}" } } }\n`,
    want: ['6:35: spec.connection.secret.keys["DB URL"]: is not a valid Secret key: '],
    exit: 1,
  },
  {
    name: 'template',
    reason: 'facts have their names, and close ones are told',
    text: `${header()}  cluster: { engine: pg }\n  connection: { secret: { keys: { DB_URL: "\${url}", X: "\${user}", Z: "\${hots}" } } }\n`,
    want: [
      '6:35: spec.connection.secret.keys["DB_URL"]: unknown fact "url", did you mean "uri"? (known: ',
      '6:53: spec.connection.secret.keys["X"]: unknown fact "user", did you mean "username"? (known: ',
      '6:67: spec.connection.secret.keys["Z"]: unknown fact "hots", did you mean "host"? (known: ',
    ],
    exit: 1,
  },
  {
    name: 'old-version',
    reason: 'a version that is not sold fails only at DigitalOcean, but there may be new ones',
    text: `${header()}  cluster: { engine: pg, version: "9" }\n`,
    want: ['5:26: warning: spec.cluster.version: "9" is not a version of pg that this function knows (known: '],
    exit: 0,
  },
  {
    name: 'trusted-sources',
    reason: 'all wrong ones are told, also beside one of an unknown type',
    text: `${header()}  cluster:
    engine: pg
    trustedSources:
      - { type: ip, value: 10.0.0.5/8 }
      - { type: ip_addr, value: 10.0.0.5/8 }
      - { type: k8s, value: my-cluster }
      - { type: ip_addr, value: 0.0.0.0/0 }
`,
    want: [
      '8:11: spec.cluster.trustedSources[0].type: unsupported value "ip", did you mean "ip_addr"? ',
      '9:26: spec.cluster.trustedSources[1].value: "10.0.0.5/8" is an address inside a network: use 10.0.0.0/8',
      '10:22: spec.cluster.trustedSources[2].value: "my-cluster" is not the UUID of a Kubernetes cluster',
      '11:26: spec.cluster.trustedSources[3].value: "0.0.0.0/0" is the whole internet: ',
    ],
    exit: 1,
  },
  {
    name: 'configuration',
    reason: 'settings have their own spelling and types',
    text: `${header()}  cluster: { engine: pg, configuration: { max_connections: 100, work_mem: 4, workMem: "4" } }\n`,
    want: [
      '5:43: spec.cluster.configuration.max_connections: PostgreSQL has no such field',
      '5:65: spec.cluster.configuration.work_mem: PostgreSQL has no such field, did you mean "workMem"?',
      '5:78: spec.cluster.configuration.workMem: wanted a number',
    ],
    exit: 1,
  },
  {
    name: 'api-version',
    reason: 'the version that there is, is told',
    text: `${header('bindings.digitalocean.crossplane.io/v1')}  cluster: { engine: pg }\n`,
    want: [
      '1:1: apiVersion: "bindings.digitalocean.crossplane.io/v1" does not have DatabaseBinding: write bindings.digitalocean.crossplane.io/v1alpha1',
    ],
    exit: 1,
  },
  {
    name: 'one-level-too-high',
    reason: 'the API server would drop these fields silently',
    text: `${header()}  cluster:\n    engine: pg\n  region: fra1\n  size: db-s-4vcpu-8gb\n  trustedSources:\n    - { type: ip_addr, value: 192.0.2.0/24 }\n`,
    want: [
      '7:3: spec.region: unknown field, did you mean spec.cluster.region?',
      '8:3: spec.size: unknown field, did you mean spec.cluster.size?',
      '9:3: spec.trustedSources: unknown field, did you mean spec.cluster.trustedSources?',
    ],
    exit: 1,
  },
  {
    name: 'size-is-a-class',
    reason: 'a word is the name of a class, not of a size',
    text: `${header()}  cluster: { engine: pg, size: large }\n`,
    want: ['5:26: warning: spec.cluster.size: "large" does not look like a size of DigitalOcean: '],
    exit: 0,
  },
  {
    name: 'undefined-default-class',
    reason: 'a default class that does not exist is told at once, before there is a binding',
    text: policy(`        defaults:
          cluster: { region: fra1, class: smal }
        classes:
          small: { size: db-s-2vcpu-4gb }
`),
    want: ['14:36: policy.defaults.cluster.class: unknown class "smal", did you mean "small"? (the policy has: small)'],
    exit: 1,
  },
  {
    name: 'policy-level',
    reason: 'fields of policies have their level too',
    text: policy('        region: fra1\n'),
    want: ['13:9: policy.region: unknown field, did you mean policy.defaults.cluster.region?'],
    exit: 1,
  },
  {
    name: 'verify-full',
    reason: 'a policy that checks the server, with the ConfigMap that has the CA, is right',
    text: `${policy(`        defaults:
          cluster: { region: fra1, class: ha }
          versions: { pg: "17" }
          connection: { tls: VerifyFull, format: Environment }
        classes:
          ha: { size: db-s-4vcpu-8gb, nodeCount: 2 }
        caCertificate:
          configMapRef: { name: database-ca, namespace: platform }
`)}---
${header()}  cluster: { engine: pg, class: ha }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: database-ca, namespace: platform }
data: { ca.crt: none }
`,
    want: [],
    exit: 0,
  },
];

test.each(CASES)('$name: $reason', async ({ name, text, want, exit }) => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  const { streams, out, err } = captureStreams();
  const code = await run([file], { output: 'text', strict: false }, streams);
  const lines = out().split('\n').slice(0, -1);
  expect({
    code,
    err: err(),
    lines: lines.map((line, i) => line.slice(0, `${file}:${want[i] ?? line}`.length)),
  }).toEqual({
    code: exit,
    err: '',
    lines: want.map((begin) => `${file}:${begin}`),
  });
});
