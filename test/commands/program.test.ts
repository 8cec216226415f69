import { afterEach, describe, expect, test } from '@jest/globals';
import type { RenderOptions, ServeOptions, SimulateOptions } from '../../src/commands/options.js';
import { createProgram } from '../../src/commands/program.js';

const DEFAULTS: ServeOptions = {
  address: { host: '0.0.0.0', port: 9443 },
  tlsCertsDir: undefined,
  insecure: false,
  debug: false,
  maxRecvMessageSize: 4,
  answerMemory: 16,
  metricsAddress: { host: '0.0.0.0', port: 8080 },
};

const FLAGS = [
  '--address',
  '--tls-certs-dir',
  '--insecure',
  '--debug',
  '--max-recv-message-size',
  '--answer-memory',
  '--metrics-address',
];

afterEach(() => {
  delete process.env.TLS_SERVER_CERTS_DIR;
});

describe('serve', () => {
  test.each<{ args: string[]; want: Partial<ServeOptions>; reason: string }>([
    { args: [], want: {}, reason: 'serve is the default command' },
    { args: ['serve'], want: {}, reason: 'and with it' },
    { args: ['--insecure'], want: { insecure: true }, reason: 'flags need no command' },
    { args: ['serve', '-d'], want: { debug: true }, reason: 'short, as in functions written in Go' },
    { args: ['--debug'], want: { debug: true }, reason: 'long' },
    { args: ['--address', ':1'], want: { address: { host: '0.0.0.0', port: 1 } }, reason: 'an address is read' },
    { args: ['--tls-certs-dir=/tls'], want: { tlsCertsDir: '/tls' }, reason: 'with an equals sign' },
    { args: ['--tls-certs-dir', ''], want: {}, reason: 'empty is not set' },
    { args: ['--max-recv-message-size', '16'], want: { maxRecvMessageSize: 16 }, reason: 'megabytes' },
    { args: ['--answer-memory', '0'], want: { answerMemory: 0 }, reason: 'no answers are remembered' },
    { args: ['--metrics-address', ''], want: { metricsAddress: undefined }, reason: 'empty turns metrics off' },
  ])('$args: $reason', async ({ args, want }) => {
    expect(await parse(args)).toEqual({ serve: { ...DEFAULTS, ...want } });
  });

  test('TLS_SERVER_CERTS_DIR stands for --tls-certs-dir, and the flag wins', async () => {
    process.env.TLS_SERVER_CERTS_DIR = '/from-environment';
    expect(await parse([])).toEqual({ serve: { ...DEFAULTS, tlsCertsDir: '/from-environment' } });
    expect(await parse(['--tls-certs-dir', '/flag'])).toEqual({ serve: { ...DEFAULTS, tlsCertsDir: '/flag' } });
  });
});

describe('simulate', () => {
  test.each<{ args: string[]; want: Partial<SimulateOptions>; reason: string }>([
    { args: [], want: {}, reason: 'the defaults' },
    { args: ['--output', 'json'], want: { output: 'json' }, reason: 'a format' },
    {
      args: ['--composition', 'c.yaml', '--show-secrets'],
      want: { composition: 'c.yaml', showSecrets: true },
      reason: 'both',
    },
  ])('$args: $reason', async ({ args, want }) => {
    const options = { output: 'text', showSecrets: false, ...want };
    expect(await parse(['simulate', 'a.yaml', 'b.yaml', ...args])).toEqual({
      name: 'simulate',
      args: ['a.yaml', 'b.yaml'],
      options,
    });
  });
});

describe('render', () => {
  const defaults: RenderOptions = {
    observed: [],
    requiredResources: [],
    extraResources: [],
    contextFiles: [],
    contextValues: [],
    fullXr: false,
    functionResults: false,
    context: false,
    output: 'yaml',
  };
  test.each<{ args: string[]; want: Partial<RenderOptions>; reason: string }>([
    { args: [], want: {}, reason: 'the defaults' },
    { args: ['--observed', 'a', '--observed', 'b'], want: { observed: ['a', 'b'] }, reason: 'given twice' },
    { args: ['-xrc'], want: { fullXr: true, functionResults: true, context: true }, reason: 'as for Crossplane' },
    { args: ['-e', 'a'], want: { requiredResources: ['a'] }, reason: 'short' },
    {
      args: ['--context-values', 'k={"a":"b=c"}'],
      want: { contextValues: [{ key: 'k', value: '{"a":"b=c"}' }] },
      reason: 'the first = ends the key',
    },
  ])('$args: $reason', async ({ args, want }) => {
    const options = { ...defaults, ...want };
    expect(await parse(['render', '-', 'c.yaml', ...args])).toEqual({ name: 'render', args: ['-', 'c.yaml'], options });
  });
});

describe('import', () => {
  test.each<{ args: string[]; want: unknown; reason: string }>([
    { args: ['do-operator'], want: [['do-operator'], {}], reason: 'the defaults' },
    { args: ['do-operator', '-', 'b'], want: [['do-operator', '-', 'b'], {}], reason: 'files' },
    {
      args: ['do-operator', '--mode', 'controlled', '-n', 'shop'],
      want: [['do-operator'], { mode: 'controlled', namespace: 'shop' }],
      reason: 'flags',
    },
    {
      args: ['provider', '--from-cluster', '--context', 'c'],
      want: [['provider'], { fromCluster: true, context: 'c' }],
      reason: 'a cluster',
    },
  ])('$args: $reason', async ({ args, want }) => {
    const [names, options] = want as [string[], object];
    const defaults = { namespace: 'default', fromCluster: false, output: 'yaml' };
    expect(await parse(['import', ...args])).toEqual({
      name: 'import',
      args: names,
      options: { ...defaults, ...options },
    });
  });
});

describe('the commands that look at a cluster', () => {
  const status = { allNamespaces: false, watch: false, output: 'text' };
  test.each<{ args: string[]; want: unknown; reason: string }>([
    { args: ['preflight'], want: { name: 'preflight', args: [], options: { output: 'text' } }, reason: 'the defaults' },
    {
      args: ['preflight', '--composition', '-', '--context', 'c', '-o', 'yaml'],
      want: { name: 'preflight', args: [], options: { composition: '-', context: 'c', output: 'yaml' } },
      reason: 'all',
    },
    {
      args: ['status', 'orders', '-n', 'shop', '-w'],
      want: { name: 'status', args: ['orders'], options: { ...status, namespace: 'shop', watch: true } },
      reason: 'one, as kubectl has it',
    },
    {
      args: ['status', '-A'],
      want: { name: 'status', args: [], options: { ...status, allNamespaces: true } },
      reason: 'all',
    },
  ])('$args: $reason', async ({ args, want }) => {
    expect(await parse(args)).toEqual(want);
  });
});

describe('validate and completion', () => {
  test.each([
    {
      args: ['validate', 'a', '-'],
      want: { name: 'validate', args: ['a', '-'], options: { output: 'text', strict: false } },
    },
    {
      args: ['validate', 'a', '-o', 'github', '--strict', '--composition', 'c'],
      want: { name: 'validate', args: ['a'], options: { output: 'github', strict: true, composition: 'c' } },
    },
    { args: ['completion', 'zsh'], want: { name: 'completion', args: ['zsh'], options: {} } },
  ])('$args', async ({ args, want }) => expect(await parse(args)).toEqual(want));
});

describe('what cannot be run says why', () => {
  test.each([
    {
      args: ['--address', 'nowhere'],
      want: /'--address <host:port>' argument 'nowhere' is invalid. It must be host:port/,
    },
    { args: ['--metrics-address', '80'], want: /argument '80' is invalid. It must be host:port/ },
    { args: ['--max-recv-message-size', '0'], want: /a whole number of megabytes from 1 to 1024/ },
    { args: ['--answer-memory', '1025'], want: /a whole number of megabytes from 0 to 1024/ },
    { args: ['--max-recv-message-size', '1.5'], want: /a whole number of megabytes/ },
    { args: ['--max-recv-message-size', 'NaN'], want: /a whole number of megabytes/ },
    { args: ['--unknown'], want: /unknown option '--unknown'/ },
    { args: ['simulat', 'x'], want: /unknown command 'simulat', did you mean simulate\?/ },
    { args: ['simulat', '--output', 'json'], want: /unknown command 'simulat', did you mean simulate\?/ },
    { args: ['nonsense'], want: /unknown command 'nonsense'$/ },
    { args: ['serve', 'x'], want: /too many arguments/ },
    { args: ['import', 'helm'], want: /Allowed choices are do-operator, terraform, provider/ },
    { args: ['render', 'a', 'b', '--context-files', 'k'], want: /a key and a value with = between them/ },
    { args: ['render', 'a'], want: /missing required argument 'composition'/ },
    { args: ['completion', 'csh'], want: /Allowed choices are bash, zsh, fish/ },
    { args: ['validate'], want: /missing required argument 'file'/ },
    { args: ['simulate'], want: /missing required argument 'binding'/ },
    { args: ['simulate', 'a.yaml', '--output', 'xml'], want: /Allowed choices are text, json/ },
  ])('$args', async ({ args, want }) => {
    await expect(parse(args)).rejects.toThrow(want);
  });
});

test('the help of every command but serve has examples', async () => {
  for (const command of ['validate', 'simulate', 'completion']) {
    let help = '';
    await parse([command, '--help'], (text) => {
      help += text;
    }).catch(() => {});
    expect(help).toContain(`\nExamples:\n  $ `);
  }
});

test('the help says of every command but serve that the image lacks it', () => {
  const { commands } = createProgram({ serve: async () => undefined, runTool: async () => undefined });
  const lacking = commands.filter((command) => command.description().includes('not in the image'));
  expect(lacking.map((command) => command.name())).toEqual(
    commands.map((each) => each.name()).filter((n) => n !== 'serve'),
  );
});

test('--help names every command and flag', async () => {
  let help = '';
  await parse(['--help'], (text) => {
    help += text;
  }).catch(() => {});
  for (const word of ['simulate', 'TLS_SERVER_CERTS_DIR', '0.0.0.0:9443', ...FLAGS]) expect(help).toContain(word);
});

/** What a command line runs, instead of running it. */
async function parse(args: readonly string[], print: (text: string) => void = () => {}): Promise<unknown> {
  let ran: unknown;
  const program = createProgram({
    async serve(options) {
      ran = { serve: options };
    },
    async runTool(name, args, options) {
      ran = { name, args, options };
    },
  });
  for (const command of [program, ...program.commands])
    command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: print });
  await program.parseAsync([...args], { from: 'user' });
  return ran;
}
