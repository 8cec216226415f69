import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { simulate } from '../../simulation/simulate.js';
import { bindingName } from '../../simulation/world.js';
import type { SimulateOptions } from '../../src/commands/options.js';
import { asList, asObject, at, isObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { captureStreams } from '../support/captured-streams.js';
import { examples, isAllowed } from '../support/examples.js';

// All examples are many lives: on a busy machine that takes its time.
jest.setTimeout(60_000);

const EXAMPLES = join(import.meta.dirname, '../../examples');
const BINDINGS = [
  'kafka',
  'mongodb',
  'mysql',
  'opensearch',
  'pg',
  'valkey',
  'contents-kafka',
  'contents-pg',
  'production-pg',
  'production-kafka',
];
const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(paths: readonly string[], options: Partial<SimulateOptions> = {}, isTTY = false): Promise<Said> {
  const { streams, out, err } = captureStreams({ isTTY });
  const all = { output: 'text', showSecrets: false, ...options } as const;
  const code = await simulate(paths, all, { ...streams, pauseMs: 0 });
  return { code, out: out(), err: err() };
}

function example(name: string): string {
  return join(EXAMPLES, 'bindings', `${name}.yaml`);
}

async function reportOf(name: string, options: Partial<SimulateOptions> = {}): Promise<JsonObject> {
  const { out } = await run([example(name)], { output: 'json', ...options });
  const report: Json = JSON.parse(out);
  return asObject(report);
}

/** Every value that only `--show-secrets` shows. */
async function secretsOf(name: string): Promise<readonly string[]> {
  const { secrets } = await reportOf(name, { showSecrets: true });
  const data = (Array.isArray(secrets) ? secrets : []).map((secret: Json) => asObject(at(secret, 'data')));
  return data
    .flatMap((entries) => [entries.password, entries['private-key']])
    .filter((value) => typeof value === 'string');
}

describe.each(BINDINGS)('simulating the %s example', (name) => {
  test('as text ends ready, and shows no secret', async () => {
    const { code, out, err } = await run([example(name)]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Policy, built in');
    expect(out).toMatch(/created Cluster/);
    expect(out).toMatch(/^Secret shop\//m);
    expect(out).toMatch(/Ready and steady after \d+ rounds\.\n$/);
    const secrets = await secretsOf(name);
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(out).not.toContain(secret.trim());
  });

  test('as JSON holds the steps, the status and the Secrets, masked', async () => {
    const report = await reportOf(name);
    expect(report).toMatchObject({ ready: true, steady: true, waitsFor: [], status: { architecture: 'Controlled' } });
    expect(report.steps).toContainEqual(expect.objectContaining({ round: 1 }));
    expect(report.secrets).toContainEqual(
      expect.objectContaining({ namespace: 'shop', data: expect.objectContaining({ password: '********' }) }),
    );
    for (const secret of await secretsOf(name))
      expect(JSON.stringify(report)).not.toContain(JSON.stringify(secret).slice(1, -1));
  });
});

const reportsOf = (out: string): readonly JsonObject[] => {
  const reports: Json = JSON.parse(out);
  return (Array.isArray(reports) ? reports : [reports]).filter(isObject);
};
const nameOf = (report: JsonObject): string => `${at(report, 'binding', 'namespace')}/${at(report, 'binding', 'name')}`;

test.each(['development', 'production', 'migration'])(
  'Every example becomes ready under the %s composition, if its policy allows it, and says so if not',
  async (name) => {
    const composition = join(EXAMPLES, 'compositions', `${name}.yaml`);
    const { code, out } = await run([join(EXAMPLES, 'bindings')], { composition, output: 'json' });
    const [allowed, refused] = [true, false].map((wanted) =>
      examples('bindings')
        .filter(([file]) => isAllowed(file, `${name}.yaml`) === wanted)
        .map(([, binding]) => bindingName(binding)),
    );
    const ready = (wanted: boolean) => reportsOf(out).filter((report) => report.ready === wanted);
    expect(ready(true).map(nameOf).sort()).toEqual(allowed?.sort());
    expect(ready(false).map(nameOf).sort()).toEqual(refused?.sort());
    for (const { waitsFor } of ready(false)) expect(JSON.stringify(waitsFor)).toContain('the policy allows');
    expect(code).toBe(refused?.length === 0 ? 0 : 1);
  },
);

test('Bindings that refer to each other live in one world, and each has its part of the story', async () => {
  const { code, out } = await run([example('shared')]);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^DatabaseBinding shop\/payments\nDatabaseBinding shop\/refunds\nDatabaseBinding billing\/invoices$/m,
  );
  expect(out).toMatch(/^ {2}1 {2}shop\/payments$/m);
  expect(out).toMatch(/^Secret billing\/invoices-credentials /m);
  expect(out.match(/^Ready and steady/gm)).toHaveLength(3);
  const reports = reportsOf((await run([example('shared')], { output: 'json' })).out);
  expect(reports.map(nameOf)).toEqual(['shop/payments', 'shop/refunds', 'billing/invoices']);
  const ids = reports.map((report) => at(report, 'status', 'cluster', 'id'));
  expect(new Set(ids).size).toBe(1);
  const created = reports.map(({ steps }) =>
    asList(steps)
      .flatMap((step) => asList(at(step, 'changes')))
      .filter((change) => at(change, 'what') === 'created')
      .map((change) => String(at(change, 'name')).split('-')[0]),
  );
  expect(created.map((names) => [...new Set(names)])).toEqual([['payments'], ['refunds'], ['invoices']]);
});

test('What a binding refers to exists beforehand', async () => {
  const { out } = await run([example('referenced-by-uuid'), example('referenced-by-cluster')]);
  expect(out).toContain('beforehand: pg cluster 9cc10173-e9ea-4176-9dbc-a4cee4c4ff30 at DigitalOcean');
  expect(out).toContain('beforehand: Cluster shop/team-mysql');
});

test('On a terminal a table moves below the steps', async () => {
  const { out } = await run([example('valkey')], {}, true);
  expect(out).toContain('\u001b[0J');
  expect(out).toContain('RESOURCE');
  const lines = out.split('\n').filter((line) => line.startsWith('cluster '));
  expect(lines.every((line) => line.length < 90)).toBe(true);
});

const REFUSED = 'cannot compose|refused|InvalidSpec|unsupported|not allowed';

test('An invalid binding ends with exit code 1 and says why', async () => {
  const path = join(folder, 'oracle.yaml');
  writeFileSync(
    path,
    'apiVersion: bindings.digitalocean.crossplane.io/v1alpha1\nkind: DatabaseBinding\nmetadata: {name: a}\nspec: {cluster: {engine: oracle}}\n',
  );
  const { code, out } = await run([path]);
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(REFUSED));
  expect(out).toContain('oracle');
});

const BAD_INPUT = [
  { name: 'MissingFile', paths: [join(folder, 'nowhere.yaml')], options: {} },
  { name: 'MissingComposition', paths: [example('pg')], options: { composition: join(folder, 'nowhere.yaml') } },
  { name: 'NotAComposition', paths: [example('pg')], options: { composition: example('pg') } },
  { name: 'NotABinding', paths: [join(EXAMPLES, 'functions.yaml')], options: {} },
];

test.each(BAD_INPUT)('Bad input is one clear line and exit code 2: $name', async ({ paths, options }) => {
  const { code, out, err } = await run(paths, options);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^cannot simulate "[^"\n]+": [^\n]+\n$/);
});
