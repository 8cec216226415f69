import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from '../../../tools/simulate/simulate.js';
import { captureStreams } from '../../support/captured-streams.js';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const HEADER = 'apiVersion: bindings.digitalocean.crossplane.io/v1alpha1\nkind: DatabaseBinding\n';

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
