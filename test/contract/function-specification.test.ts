import { Ready, Severity } from '@crossplane-org/function-sdk-typescript';
import { describe, expect, test } from '@jest/globals';
import type { ServeOptions } from '../../src/commands/options.js';
import { createProgram } from '../../src/commands/program.js';
import { serve } from '../../src/commands/serve.js';
import { fatalResponse } from '../../src/function/fatal.js';
import { runFunction } from '../../src/function/run-function.js';
import { at } from '../../src/lib/json.js';
import { FUNCTION_VERSIONS } from '../../src/server/function-service.js';
import { runFunctionOnce, withServer } from '../server/harness.js';
import { binding, composedOf, encodeStep, runStep } from './pipeline-step.js';
import { HAS_CROSSPLANE_CLI, packageLabels, readText, readYaml, sourcesUnder } from './repository.js';
import { liveUntilSteady } from './stand-in.js';

// One test for every MUST and SHOULD of Crossplane's specification for functions, in its order and in our words.

const HANDLER = { handle: runFunction, fatalResponse };
const INVALID = { composite: binding({ cluster: { engine: 'oracle' } }) };
const LIFE = liveUntilSteady();
const EVERY_RESPONSE = [...LIFE.responses, runStep(INVALID)];
const EVERY_COMPOSED = LIFE.responses.flatMap((response) => Object.values(composedOf(response)));

/** What an earlier function of the pipeline desires: kinds and fields we know nothing of. */
const FOREIGN = {
  composite: {
    resource: { apiVersion: 'example.org/v1', kind: 'Other', status: { theirs: [1, null, { deep: '' }] } },
    connectionDetails: { theirs: Buffer.from([0, 255]) },
    ready: Ready.READY_FALSE,
  },
  resources: {
    'their-bucket': {
      resource: { apiVersion: 'example.org/v1', kind: 'Bucket', spec: { size: 1.5, none: null } },
      connectionDetails: { key: Buffer.from('value') },
      ready: Ready.READY_TRUE,
    },
  },
};

describe('serving requests', () => {
  test.each(FUNCTION_VERSIONS)(
    'MUST serve FunctionRunnerService, SHOULD in its latest version: %s',
    async (version) => {
      await withServer({ handler: HANDLER }, async ({ address }) => {
        const { response } = runFunction(encodeStep());
        expect(await runFunctionOnce(address, encodeStep(), { version })).toEqual({ value: response });
      });
    },
  );

  test.each(['tag', '', 'ünïcödé 🙂\n', 'x'.repeat(10_000)])('MUST copy the tag and MUST NOT modify it (%#)', (tag) => {
    expect(runStep({ tag }).meta?.tag).toBe(tag);
    expect(runStep({ ...INVALID, tag }).meta?.tag).toBe(tag);
  });

  test('MUST NOT depend on the tag', () => {
    const [one, other] = ['one', 'other'].map((tag) => ({ ...runStep({ ...LIFE.steady, tag }), meta: undefined }));
    expect(one).toEqual(other);
  });

  test('SHOULD say how long the response holds', () => {
    for (const { meta } of EVERY_RESPONSE) expect(meta?.ttl?.seconds).toBeGreaterThan(0);
  });

  test('MUST hold as long as it says: an identical request gives an identical response, and waiting is asked about sooner', () => {
    expect(runFunction(encodeStep(LIFE.steady))).toEqual(runFunction(encodeStep(LIFE.steady)));
    const [first, last] = [LIFE.responses[0], LIFE.responses.at(-1)];
    expect(first?.meta?.ttl?.seconds).toBeLessThan(last?.meta?.ttl?.seconds ?? 0);
  });

  test.each([
    { name: 'a composed binding', input: {} },
    { name: 'a steady one', input: LIFE.steady },
    { name: 'an invalid one', input: INVALID },
  ])('MUST pass on desired state it has no opinion on: $name', ({ input }) => {
    const { desired } = runStep({ ...input, desired: FOREIGN });
    expect(desired?.resources['their-bucket']).toEqual(FOREIGN.resources['their-bucket']);
    expect(desired?.composite?.connectionDetails).toEqual(FOREIGN.composite.connectionDetails);
    expect(desired?.composite?.resource?.status).toMatchObject(FOREIGN.composite.resource.status);
  });

  test('MUST change desired state only on purpose: without a Fatal result nothing but its own keys is added', () => {
    const response = runStep({ ...LIFE.steady, desired: FOREIGN });
    expect(Object.keys(composedOf(response)).sort()).toEqual(
      [...Object.keys(LIFE.steady.observed ?? {}), 'their-bucket'].sort(),
    );
  });

  test('MUST NOT desire spec or metadata of the composite, only its status', () => {
    for (const { desired } of LIFE.responses)
      expect(Object.keys(desired?.composite?.resource ?? {})).toEqual(['apiVersion', 'kind', 'status']);
    expect(runStep(INVALID).desired?.composite).toBeUndefined();
  });

  test('MUST NOT desire status of composed resources', () => {
    for (const { resource } of EVERY_COMPOSED) expect(resource).not.toHaveProperty('status');
  });

  test('SHOULD NOT name composed resources; only the Secret, which applications mount by name, has one', () => {
    const named = EVERY_COMPOSED.filter(({ resource }) => at(resource, 'metadata', 'name') !== undefined);
    expect(new Set(named.map(({ resource }) => at(resource, 'kind')))).toEqual(new Set(['Secret']));
  });

  test('SHOULD influence external names by annotation: users have no other name', () => {
    const users = EVERY_COMPOSED.filter(({ resource }) => at(resource, 'kind') === 'User');
    expect(users.length).toBeGreaterThan(0);
    for (const { resource } of users)
      expect(at(resource, 'metadata', 'annotations', 'crossplane.io/external-name')).toMatch(/(^|,)orders$/);
  });

  test.each([
    { name: 'desired', input: { desired: { resources: { cluster: FOREIGN.resources['their-bucket'] } } } },
    { name: 'observed', input: { observed: { cluster: FOREIGN.resources['their-bucket'] } } },
  ])('SHOULD avoid conflicts with resources that are $name already', ({ input }) => {
    const response = runStep(input);
    expect(response.results.map(({ severity }) => severity)).toEqual([Severity.SEVERITY_FATAL]);
    expect(composedOf(response)).toEqual(input.desired?.resources ?? {});
  });

  test('MUST return a Fatal result only to end the pipeline: for an invalid binding, and for no other', () => {
    for (const { results } of LIFE.responses)
      expect(results.filter(({ severity }) => severity === Severity.SEVERITY_FATAL)).toEqual([]);
    expect(runStep(INVALID).results.map(({ severity }) => severity)).toEqual([Severity.SEVERITY_FATAL]);
  });

  test('MUST NOT return Warning or Normal results every time', () => {
    expect(runStep(LIFE.steady).results).toEqual([]);
    expect(LIFE.responses[0]?.results).toEqual([]);
  });

  test('SHOULD return them for transitions: once for each condition that became true', () => {
    const messages = LIFE.responses.flatMap(({ results }) => results.map(({ message }) => message));
    expect(messages).toEqual([
      expect.stringMatching(/^ClusterReady: the binding sets no trusted sources/),
      expect.stringMatching(/^UsersReady: nothing gives user "orders" its rights/),
      'ConnectionReady: available',
    ]);
  });
});

describe('configuration', () => {
  test('MUST support --debug, off by default', async () => {
    expect((await serveOptions([])).debug).toBe(false);
    expect((await serveOptions(['--debug'])).debug).toBe(true);
  });

  test('MUST support --insecure, off by default', async () => {
    expect((await serveOptions([])).insecure).toBe(false);
    expect((await serveOptions(['--insecure'])).insecure).toBe(true);
  });

  test('MUST support --tls-certs-dir', async () => {
    expect((await serveOptions(['--tls-certs-dir', '/tls'])).tlsCertsDir).toBe('/tls');
  });

  test('MUST read it from TLS_SERVER_CERTS_DIR', async () => {
    process.env.TLS_SERVER_CERTS_DIR = '/tls';
    try {
      expect((await serveOptions([])).tlsCertsDir).toBe('/tls');
    } finally {
      delete process.env.TLS_SERVER_CERTS_DIR;
    }
  });

  // test/commands/serve.test.ts shows it on the executable.
  test('MUST serve insecurely where both certificates and --insecure are given', async () => {
    expect(await serveOptions(['--insecure', '--tls-certs-dir', '/tls'])).toMatchObject({ insecure: true });
  });

  test.each([{ flags: [] }, { flags: ['--insecure'] }])(
    'MUST listen on TCP port 9443, secured or not: $flags',
    async ({ flags }) => {
      expect((await serveOptions(flags)).address.port).toBe(9443);
    },
  );

  test('MUST secure the transport unless --insecure is given', async () => {
    await expect(serveOptions([]).then(serve)).rejects.toThrow(/^cannot serve: no certificates/);
  });
});

describe('packaging', () => {
  test('MUST be a package of kind Function', () => {
    expect(readYaml('package/crossplane.yaml')).toMatchObject({
      apiVersion: 'meta.pkg.crossplane.io/v1',
      kind: 'Function',
      spec: { capabilities: ['composition'] },
    });
  });

  // Needs the tool that marks the layer: `crossplane xpkg build`.
  (HAS_CROSSPLANE_CLI ? test : test.skip)('SHOULD mark the layer with the package metadata as base', () => {
    expect(Object.values(packageLabels() ?? {})).toContain('base');
  });

  test('MUST have a name that begins with function-, the same everywhere', () => {
    const name = at(readYaml('package/crossplane.yaml'), 'metadata', 'name');
    expect(name).toMatch(/^function-/);
    expect(JSON.parse(readText('package.json')).name).toBe(name);
  });
});

describe('runtime environment', () => {
  const shell = /^src\/(server|commands|main\.ts)/;
  const core = sourcesUnder('src').filter((path) => !shell.test(path));

  test('MUST NOT assume how it is deployed: nothing asks for a Pod, a service account or a cluster', () => {
    for (const path of sourcesUnder('src'))
      expect({ path, text: readText(path) }).not.toMatchObject({
        text: expect.stringMatching(/KUBERNETES_SERVICE|serviceaccount|HOSTNAME|POD_/),
      });
  });

  test('MUST NOT assume network access, so there is none to fail without: the core imports nothing that reaches it', () => {
    expect(core.length).toBeGreaterThan(0);
    for (const path of core)
      expect({ path, text: readText(path) }).not.toMatchObject({
        text: expect.stringMatching(
          /from 'node:(net|tls|http|https|http2|dns|dgram|child_process|worker_threads)\b|\bfetch\(|from '@grpc/,
        ),
      });
  });

  test('SHOULD use the latest SDK; it uses none, and the latest one reads what it writes', () => {
    expect(EVERY_RESPONSE.map(({ meta }) => meta?.tag)).toEqual(EVERY_RESPONSE.map(() => 'tag'));
  });
});

/** The options that a command line serves with. */
async function serveOptions(args: readonly string[]): Promise<ServeOptions> {
  let options: ServeOptions | undefined;
  const program = createProgram({
    serve: async (given) => {
      options = given;
    },
    runTool: async () => {},
  });
  await program.parseAsync([...args], { from: 'user' });
  if (options === undefined) throw new Error('nothing was served');
  return options;
}
