import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { ValidateOptions } from '../../../src/commands/options.js';
import { run } from '../../../tools/validate/validate.js';
import { captureStreams } from '../../support/captured-streams.js';

const ROOT = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'validate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const API = 'apiVersion: bindings.digitalocean.crossplane.io/v1alpha1';
const binding = (spec: string, kind = 'DatabaseBinding', metadata = '{ name: orders, namespace: shop }') =>
  `${API}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
const WRONG = binding('{ cluster: { engine: postgres } }');
const UNSURE = binding('{ cluster: { engine: pg, region: nyc33 } }');

const composition = (input: string, of = 'DatabaseBinding', name = 'some') => `---
apiVersion: apiextensions.crossplane.io/v1
kind: Composition
metadata: { name: ${name}, labels: { tier: ${name} } }
spec:
  compositeTypeRef: { apiVersion: bindings.digitalocean.crossplane.io/v1alpha1, kind: ${of} }
  pipeline:
    - step: other
      functionRef: { name: function-auto-ready }
    - { step: ours, functionRef: { name: function-database-binding }, input: ${input} }
`;
const ONLY_PG = '{ allowed: { engines: [pg] }, defaults: { cluster: { region: fra1, size: db-s-1vcpu-1gb } } }';
const ENVIRONMENT = (name: string, policy: string) => `---
apiVersion: apiextensions.crossplane.io/v1beta1
kind: EnvironmentConfig
metadata: { name: ${name} }
data: { databases: ${policy}, other: { colour: red } }
`;
const FROM_CONTEXT = '{ fromContext: { field: databases }, limits: { users: 1 } }';

async function validate(input: string, options: Partial<ValidateOptions> = {}, paths: readonly string[] = ['-']) {
  const { streams, out, err } = captureStreams({ input });
  const code = await run(paths, { output: 'text', strict: false, ...options }, streams);
  return { code, out: out(), err: err() };
}

describe('what is right', () => {
  test.each([
    { what: 'every example', paths: ['examples'] },
    { what: 'the examples without a policy', paths: ['examples/bindings'] },
    { what: 'the default Compositions', paths: ['configuration'] },
  ])('is quiet: $what', async ({ paths }) => {
    const found = await validate(
      '',
      { strict: true },
      paths.map((path) => join(ROOT, path)),
    );
    expect(found).toEqual({ code: 0, out: '', err: '' });
  });
});

describe('in the API of bindings', () => {
  test.each([
    { written: 'databasebinding', meant: 'DatabaseBinding' },
    { written: 'DatabaseBindings', meant: 'DatabaseBinding' },
    { written: 'databasebindingclaims', meant: 'DatabaseBindingClaim' },
    { written: 'Database', meant: 'DatabaseBinding' },
  ])('the kind $written is told to be $meant, with what else is wrong', async ({ written, meant }) => {
    expect(await validate(binding('{ cluster: { engine: pgsql } }', written))).toMatchObject({
      code: 1,
      out: expect.stringMatching(
        `^<stdin>:2:1: kind: "${written}" is no kind of this API: write ${meant}\n<stdin>:4:20: .*, did you mean "pg"\\?`,
      ),
    });
  });

  test('a list, which only the API itself prints, is left alone', async () => {
    expect(await validate(binding('{}', 'DatabaseBindingList'))).toMatchObject({ code: 0, out: '' });
  });
});

describe('YAML is read as kubectl reads it', () => {
  test.each([
    {
      reason: 'yes, off and a number in any notation are no texts',
      spec: '{ cluster: { engine: pg, nodeCount: 0x1, allowAll: yes, trustedSources: [] }, deletionProtection: off }',
    },
    {
      reason: 'a time of day is a text',
      spec: '{ cluster: { engine: pg, maintenanceWindow: { day: monday, hour: 02:00 } } }',
    },
    {
      reason: '<< merges what an anchor names',
      spec: '{ cluster: { engine: kafka }, users: [&a { name: a, acl: [{ topic: b, permission: consume }] }, { <<: *a, name: c }] }',
    },
  ])('$reason', async ({ spec }) => {
    expect(await validate(binding(spec))).toEqual({ code: 0, out: '', err: '' });
  });

  test.each(['no', 'on', 'y'])('a user whose name is %s has to be in quotes', async (name) => {
    const users = (written: string) => binding(`{ cluster: { engine: pg }, users: [{ name: ${written} }] }`);
    expect((await validate(users(name))).out).toBe(
      '<stdin>:4:44: spec.users[0].name: wanted a string, got a boolean: put it in quotes\n',
    );
    expect((await validate(users(`"${name}"`))).out).toBe('');
  });
});

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly input: string;
  readonly want: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'Claim',
    reason: 'fields that Crossplane adds to claims are known; sharing needs a namespace',
    input: binding(
      '{ cluster: { engine: pg }, compositionRef: { name: a }, sharing: { namespaces: [b] } }',
      'DatabaseBindingClaim',
    ),
    want: ['4:63: spec.sharing: a cluster-scoped composite cannot share its cluster: remove it'],
  },
  {
    name: 'OlderHabit',
    reason: "Crossplane's own fields have moved",
    input: binding('{ cluster: { engine: pg }, compositionRef: { name: a } }'),
    want: ['4:34: spec.compositionRef: unknown field, did you mean spec.crossplane.compositionRef?'],
  },
  {
    name: 'OutsideOfTheSpec',
    reason: 'a whole part may be at the wrong level',
    input: `${binding('{}')}cluster: { engine: pg }\n`,
    want: [
      '4:1: spec: exactly one of cluster and clusterRef is needed, none is set',
      '5:1: cluster: unknown field, did you mean spec.cluster?',
    ],
  },
  {
    name: 'NoSpec',
    reason: 'the first field that is there is pointed to',
    input: `${API}\nkind: DatabaseBinding\nmetadata: { labels: { a: 1 } }\n`,
    want: [
      '1:1: spec: required but missing',
      '3:1: metadata.name: required but missing',
      '3:23: metadata.labels.a: wanted a string: put it in quotes',
    ],
  },
  {
    name: 'List',
    reason: 'kubectl puts several into a list',
    input: `kind: List\nitems:\n  - ${binding('{ cluster: { engine: pq } }').trim().replaceAll('\n', '\n    ')}\n`,
    want: ['6:24: spec.cluster.engine: unsupported value "pq", did you mean "pg"?'],
  },
  {
    name: 'ByPolicy',
    reason: 'the only Composition for the kind counts',
    input: binding('{ cluster: { engine: mysql, version: "8" } }') + composition(ONLY_PG),
    want: ['4:20: spec.cluster.engine: "mysql" is not allowed by the policy (allowed: pg)'],
  },
  {
    name: 'BySelectedPolicy',
    reason: 'a binding may select one of several',
    input:
      binding(
        '{ cluster: { engine: mysql, version: "8" }, crossplane: { compositionSelector: { matchLabels: { tier: a } } } }',
      ) +
      composition(ONLY_PG, undefined, 'a') +
      composition('{}', undefined, 'b'),
    want: ['4:20: spec.cluster.engine: "mysql" is not allowed by the policy (allowed: pg)'],
  },
  {
    name: 'UnknownPolicy',
    reason: 'of several policies nobody knows which one counts',
    input:
      binding('{ cluster: { engine: mysql } }') +
      composition(ONLY_PG, undefined, 'a') +
      composition('{}', undefined, 'b'),
    want: [],
  },
  {
    name: 'OwnerTellsEngine',
    reason: 'a guest is checked for the engine of its cluster',
    input: `${binding('{ cluster: { engine: valkey } }')}---\n${binding(
      '{ clusterRef: { binding: { name: orders } }, users: [{ name: a }] }',
      undefined,
      '{ name: guest, namespace: shop }',
    )}`,
    want: ['9:52: spec.users: '],
  },
  {
    name: 'PolicyByItself',
    reason: 'defaults and classes are tried, for each engine that is allowed',
    input: composition(
      '{ allowed: { engines: [pg, kafka], regions: [fra1] }, limits: { nodeCount: 2 }, defaults: { cluster: { region: nyc3 } }, classes: { ha: { size: db-s-1vcpu-1gb, nodeCount: 3 } } }',
    ),
    want: [
      '10:181: policy.defaults.cluster.region: "nyc3" is not allowed by the policy (allowed: fra1)',
      '10:238: policy.classes.ha.nodeCount: 3 is more than the policy allows (at most 2)',
    ],
  },
  {
    name: 'PolicyForAnEngine',
    reason: 'a class for one engine is not wrong because it does not fit the others',
    input: composition('{ classes: { brokers: { size: db-s-2vcpu-2gb, nodeCount: 15 } } }'),
    want: [],
  },
  {
    name: 'Environment',
    reason: 'a part of the policy in an EnvironmentConfig is told where it stands',
    input: composition(FROM_CONTEXT) + ENVIRONMENT('a', '{ allowd: {} }'),
    want: ['15:22: data.databases.allowd: unknown field, did you mean "allowed"? '],
  },
  {
    name: 'EnvironmentAndBinding',
    reason: 'a binding is judged with both parts',
    input:
      binding('{ cluster: { engine: mysql, version: "8", class: big } }') +
      composition(FROM_CONTEXT) +
      ENVIRONMENT('a', ONLY_PG),
    want: [
      '4:20: spec.cluster.engine: "mysql" is not allowed by the policy (allowed: pg)',
      '4:49: spec.cluster.class: unknown class "big" (the policy has no classes)',
    ],
  },
  {
    name: 'SeveralEnvironments',
    reason: 'which of them counts depends on the binding, but the own part counts always',
    input:
      binding('{ cluster: { engine: mysql, class: big }, users: [{ name: a }, { name: b }] }') +
      composition(FROM_CONTEXT) +
      ENVIRONMENT('a', ONLY_PG) +
      ENVIRONMENT('b', '{}'),
    want: ['4:49: spec.users: 2 is more than the policy allows (at most 1)'],
  },
  {
    name: 'CompositionOfAClaim',
    reason: 'a claim has a composite behind it',
    input: composition('{}', 'DatabaseBindingClaim'),
    want: ['6:81: spec.compositeTypeRef.kind: a claim is not composed itself: write XDatabaseBinding'],
  },
  {
    name: 'CompositionOfNothing',
    reason: 'a misspelt kind would never be composed',
    input: composition('{}', 'DatabaseBindings'),
    want: ['6:81: spec.compositeTypeRef.kind: unknown kind, did you mean "DatabaseBinding"?'],
  },
  {
    name: 'PolicyAlone',
    reason: 'the examples of a page are policies without a Composition',
    input: 'apiVersion: databasebinding.fn.crossplane.io/v1beta1\nkind: BindingPolicy\nlimits: { user: 1 }\n',
    want: ['3:11: policy.limits.user: unknown field, did you mean "users"?'],
  },
  {
    name: 'NotYaml',
    reason: 'a file of ours has to be one',
    input: `${WRONG}\t- a: [`,
    want: ['5:1: not YAML: '],
  },
  {
    name: 'SomebodyElses',
    reason: 'templates, playbooks and kinds of other projects are left alone',
    input: 'apiVersion: example.org/v1\nkind: DatabaseThing\n---\n{{ if }}\n---\n- hosts: all\n',
    want: [],
  },
  {
    name: 'AnotherProjects',
    reason: 'another project may have a kind of the same name',
    input: 'apiVersion: acme.example.org/v1\nkind: DatabaseBinding\nmetadata: { name: a }\nspec: { a: 1 }\n',
    want: [],
  },
  {
    name: 'Url',
    reason: 'what may be a password is not shown',
    input: binding('{ cluster: { engine: "postgres://a:secret@host/db" } }'),
    want: ['4:20: spec.cluster.engine: unsupported value "postgres://[redacted]@host/db"'],
  },
];

describe('what is wrong', () => {
  test.each(CASES)('$name: $reason', async ({ input, want }) => {
    const { code, out } = await validate(input);
    const lines = out.split('\n').slice(0, -1);
    expect(lines.map((line, i) => line.slice(0, `<stdin>:${want[i] ?? line}`.length))).toEqual(
      want.map((begin) => `<stdin>:${begin}`),
    );
    expect(code).toBe(want.length > 0 ? 1 : 0);
  });
});

describe('how it is said', () => {
  const problem = {
    file: '<stdin>',
    line: 4,
    column: 20,
    severity: 'error',
    path: 'spec.cluster.engine',
    message: expect.stringMatching(/^unsupported value "postgres", did you mean "pg"\?/),
  };

  test('as JSON and as YAML: a list of all, which may be empty', async () => {
    expect(JSON.parse((await validate(WRONG, { output: 'json' })).out)).toEqual([problem]);
    expect(parse((await validate(WRONG, { output: 'yaml' })).out)).toEqual([problem]);
    expect(await validate('', { output: 'json' })).toMatchObject({ code: 0, out: '[]\n' });
  });

  test('to GitHub: as annotations', async () => {
    const { code, out } = await validate(WRONG + UNSURE.replace(API, `---\n${API}`), { output: 'github' });
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^::error file=<stdin>,line=4,col=20,title=spec.cluster.engine::spec.cluster.engine: uns/),
      expect.stringMatching(/^::warning file=<stdin>,line=9,col=32,title=spec.cluster.region::spec.cluster.region: /),
      '',
    ]);
  });

  test('on a terminal: with colours, unless NO_COLOR is set', async () => {
    for (const noColor of [true, false]) {
      const { streams, out } = captureStreams({ input: UNSURE, isTTY: true, noColor });
      await run(['-'], { output: 'text', strict: false }, streams);
      expect(out().includes('\u001b[33mwarning: \u001b[0m')).toBe(!noColor);
    }
  });

  test('warnings end with 0, with --strict with 1', async () => {
    expect((await validate(UNSURE)).code).toBe(0);
    expect((await validate(UNSURE, { strict: true })).code).toBe(1);
  });
});

describe('files', () => {
  test('of a folder and below it, in their order, each problem once', async () => {
    mkdirSync(join(folder, 'deploy/shop/.git'), { recursive: true });
    for (const file of ['deploy/b.yaml', 'deploy/shop/a.yml', 'deploy/shop/.git/c.yaml', 'deploy/d.txt'])
      writeFileSync(join(folder, file), WRONG);
    const deploy = join(folder, 'deploy');
    const { out } = await validate('', { output: 'json' }, [deploy, join(deploy, 'b.yaml')]);
    expect(JSON.parse(out)).toEqual([
      expect.objectContaining({ file: join(deploy, 'b.yaml') }),
      expect.objectContaining({ file: join(deploy, 'shop/a.yml') }),
    ]);
  });

  test('with the Composition for all bindings', async () => {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, composition(ONLY_PG));
    const { out } = await validate(binding('{ cluster: { engine: mysql } }'), { composition: file });
    expect(out).toContain('"mysql" is not allowed by the policy');
  });

  test('with a Composition that lies among them', async () => {
    const inner = join(folder, 'both');
    mkdirSync(inner);
    writeFileSync(join(inner, 'policy.yaml'), composition(ONLY_PG));
    writeFileSync(join(inner, 'mysql.yaml'), binding('{ cluster: { engine: mysql } }'));
    const { out } = await validate('', { composition: `${inner}/../both/policy.yaml` }, [inner]);
    expect(out).toContain('"mysql" is not allowed by the policy');
  });

  test('with a Composition from standard input', async () => {
    const file = join(folder, 'mysql.yaml');
    writeFileSync(file, binding('{ cluster: { engine: mysql } }'));
    const { out } = await validate(composition(ONLY_PG), { composition: '-' }, [file]);
    expect(out).toContain('"mysql" is not allowed by the policy');
  });

  test('whose policy is to be used need a Composition', async () => {
    const file = join(folder, 'no-policy.yaml');
    writeFileSync(file, binding('{ cluster: { engine: pg } }'));
    expect(await validate('', { composition: file })).toEqual({
      code: 2,
      out: '',
      err: `cannot validate with the policy of "${file}": no Composition in it\n`,
    });
  });

  test('that cannot be read end with 2', async () => {
    expect(await validate('', {}, [join(folder, 'nowhere'), '-'])).toEqual({
      code: 2,
      out: '',
      err: `cannot validate "${join(folder, 'nowhere')}": no such file or folder\n`,
    });
  });

  test('without anything of ours say so, and are not wrong', async () => {
    expect(await validate('kind: Secret\n')).toEqual({
      code: 0,
      out: '',
      err: expect.stringMatching(/^nothing to validate: /),
    });
  });
});
