import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { admit } from '../../../simulation/api-server/admission.js';
import { asList, at, type Json } from '../../../src/lib/json.js';
import { run } from '../../../tools/simulate/simulate.js';
import { captureStreams } from '../../support/captured-streams.js';
import { CERTIFICATE } from '../../support/certificate.js';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const HEADER = 'apiVersion: bindings.digitalocean.crossplane.io/v1alpha1\nkind: DatabaseBinding\n';

const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const policyFile = join(folder, 'policy.yaml');
writeFileSync(
  policyFile,
  `apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: { name: some }
spec:
  compositeTypeRef: { apiVersion: bindings.digitalocean.crossplane.io/v1alpha1, kind: DatabaseBinding }
  mode: Pipeline
  pipeline:
    - step: ours
      functionRef: { name: function-database-binding }
      input: { caCertificate: { configMapRef: { name: database-ca, namespace: platform } } }
`,
);

async function simulate(input: string, composition?: string) {
  const { streams, out, err } = captureStreams({ input });
  const options = { output: 'json', showSecrets: false, ...(composition !== undefined && { composition }) } as const;
  const code = await run(['-'], options, { ...streams, pauseMs: 0 });
  return { code, out: out(), err: err() };
}

test.each([
  {
    reason: 'a name that the API server refuses',
    text: 'metadata: { name: Orders, namespace: shop }\nspec: { cluster: { engine: pg } }\n',
    want: /^<stdin>:3:13: metadata\.name: "Orders" is not a Kubernetes name: [^\n]*\n$/,
  },
  {
    reason: 'a field that the API server drops',
    text: 'metadata: { name: orders }\nspec: { cluster: { engine: pg }, region: fra1 }\n',
    want: /^<stdin>:4:34: spec\.region: unknown field, did you mean spec\.cluster\.region\?\n$/,
  },
  {
    reason: 'what the function refuses, once',
    text: 'metadata: { name: orders }\nspec: { cluster: { engine: mysql, class: tiny } }\n',
    want: /^<stdin>:4:35: spec\.cluster\.class: unknown class "tiny" [^\n]*\n$/,
  },
])('$reason is told, and nothing is simulated', async ({ text, want }) => {
  expect(await simulate(HEADER + text)).toEqual({ code: 1, out: '', err: expect.stringMatching(want) });
});

test('the policy of the given Composition counts', async () => {
  const text = `${HEADER}metadata: { name: orders }\nspec: { cluster: { engine: pg, region: nyc3 } }\n`;
  const { code, err } = await simulate(text, join(EXAMPLES, 'compositions/production.yaml'));
  expect([code, err]).toEqual([1, expect.stringContaining('"nyc3" is not allowed by the policy')]);
});

test('a binding from standard input is simulated, with what may be wrong beside it', async () => {
  const text = `${HEADER}metadata: { name: orders }\nspec: { cluster: { engine: pg, version: "9" } }\n`;
  const { code, out, err } = await simulate(text);
  expect([code, err]).toEqual([
    0,
    expect.stringContaining('warning: spec.cluster.version: "9" is not a version of pg'),
  ]);
  expect(JSON.parse(out)).toMatchObject({ binding: expect.anything() });
});

test('ConfigMaps and Secrets in the files are there: the CA that a policy refers to', async () => {
  const text = `${HEADER}metadata: { name: orders, namespace: shop }
spec: { cluster: { engine: pg, size: db-s-1vcpu-1gb, region: nyc3, version: "17" }, connection: { tls: VerifyFull } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: database-ca, namespace: platform }
data:
  ca.crt: |
${CERTIFICATE.trim().replaceAll(/^/gm, '    ')}
`;
  const { code, out } = await simulate(text, policyFile);
  const told: Json = JSON.parse(out);
  const [secret] = asList(at(told, 'secrets'));
  expect(code).toBe(0);
  expect(JSON.stringify(secret)).toContain('BEGIN CERTIFICATE');
});

const IN_ENVIRONMENT = `apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: { name: environments }
spec:
  compositeTypeRef: { apiVersion: bindings.digitalocean.crossplane.io/v1alpha1, kind: DatabaseBinding }
  mode: Pipeline
  pipeline:
    - step: environment
      functionRef: { name: function-environment-configs }
    - step: ours
      functionRef: { name: function-database-binding }
      input: { fromContext: { field: databaseBinding }, defaults: { versions: { pg: "17" } } }
`;
const environment = (name: string, region: string): string => `---
apiVersion: apiextensions.crossplane.io/v1beta1
kind: EnvironmentConfig
metadata: { name: ${name} }
data: { databaseBinding: { defaults: { cluster: { size: db-s-1vcpu-1gb, region: ${region} } } } }
`;
const PLAIN = `${HEADER}metadata: { name: orders, namespace: shop }\nspec: { cluster: { engine: pg } }\n`;

function simulateIn(composition: string, beside: string) {
  const file = join(folder, 'environments.yaml');
  writeFileSync(file, composition);
  return simulate(PLAIN + beside, file);
}

test.each([
  { where: 'beside the binding', composition: IN_ENVIRONMENT, beside: environment('staging', 'ams3') },
  { where: 'beside the Composition', composition: IN_ENVIRONMENT + environment('staging', 'ams3'), beside: '' },
])('an EnvironmentConfig $where is the part of the policy that comes from the context', async (files) => {
  const { code, out, err } = await simulateIn(files.composition, files.beside);
  expect([code, err]).toEqual([0, '']);
  const told: Json = JSON.parse(out);
  expect(at(told, 'composition', 'context')).toEqual({
    'apiextensions.crossplane.io/environment': {
      databaseBinding: { defaults: { cluster: { size: 'db-s-1vcpu-1gb', region: 'ams3' } } },
    },
  });
  expect(at(told, 'status', 'cluster', 'engine')).toBe('pg');
});

test.each([
  { files: 'no EnvironmentConfig', beside: '', found: 'none' },
  {
    files: 'several of them',
    beside: environment('staging', 'ams3') + environment('production', 'fra1'),
    found: '"staging", "production"',
  },
])('with $files nobody knows the policy, which is said before anything is simulated', async ({ beside, found }) => {
  const { code, out, err } = await simulateIn(IN_ENVIRONMENT, beside);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(`give one EnvironmentConfig that has it, with what this binding gets (in the files: ${found})`);
});

test('a file with nothing but an EnvironmentConfig can be given, and counts once', async () => {
  const deploy = mkdtempSync(join(folder, 'deploy-'));
  const paths = ['binding', 'composition', 'environment'].map((name) => join(deploy, `${name}.yaml`));
  for (const [i, text] of [PLAIN, IN_ENVIRONMENT, environment('staging', 'ams3')].entries())
    writeFileSync(paths[i] ?? '', text);
  const [binding = '', composition = '', config = ''] = paths;
  for (const given of [[binding, config], [deploy]]) {
    const { streams, err } = captureStreams({});
    const code = await run(given, { output: 'json', showSecrets: false, composition }, { ...streams, pauseMs: 0 });
    expect([given, code, err()]).toEqual([given, 0, '']);
  }
});

test('a Secret in the files may have its texts plain, as people write them', () => {
  const written = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a', namespace: 'b' },
    data: { kept: 'YQ==' },
    stringData: { added: 'b' },
  };
  const { stringData: _, ...rest } = written;
  expect(admit(written, undefined)).toEqual({
    object: { ...rest, type: 'Opaque', data: { kept: 'YQ==', added: 'Yg==' } },
  });
});

test('a message that stands in the conditions is not repeated at the end', async () => {
  const { streams, out } = captureStreams({
    input: `${HEADER}metadata: { name: orders }\nspec: { clusterRef: { binding: { name: nobody } } }\n`,
  });
  await run(['-'], { output: 'text', showSecrets: false }, { ...streams, pauseMs: 0 });
  const [, conditions = '', end = ''] = out().split(/^(?=Conditions$|Not ready,)/m);
  const [, message = ''] = /ClusterReady +False +\w+: (.*)/.exec(conditions) ?? [];
  expect(message).toContain('nobody');
  expect(end).toContain('binding ClusterReady=False');
  expect(end).not.toContain(message);
});
