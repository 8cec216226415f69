import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { fatalResponse } from '../../src/function/fatal.js';
import { runFunction } from '../../src/function/run-function.js';
import { asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';
import { type FunctionServer, startServer } from '../../src/server/function-server.js';
import { recordingLogger } from '../server/harness.js';

const root = join(import.meta.dirname, '../..');
const CLI = join(root, '.tools/crossplane');
const CORE = join(root, '.tools/crossplane-core');

/** Whether the real render engine was built (`node scripts/tools.mjs`). */
export const RENDER_ENGINE = existsSync(CLI) && existsSync(CORE);

/** What the render engine is given, and the port the function listens on. */
export interface RenderInput {
  readonly composite: JsonObject;
  readonly composition: JsonObject;
  readonly observed?: readonly JsonObject[];
  /** What earlier steps of the pipeline would have put into the context. */
  readonly context?: JsonObject;
  /** What else there is in the cluster, if the function asks for it. */
  readonly required?: readonly JsonObject[];
  readonly port: number;
}

/** What the real reconciler would do. */
export interface Rendered {
  readonly ok: boolean;
  readonly stderr: string;
  readonly composite: JsonObject;
  /** Composed resources by resource key. */
  readonly composed: Readonly<Record<string, JsonObject>>;
}

/** What Crossplane's tools read: `off` without quotes is a boolean there. */
const YAML_1_1 = { version: '1.1' } as const;

/** Renders with the real Crossplane, which calls the function over gRPC. */
export async function render({
  composite,
  composition,
  observed = [],
  context = {},
  required = [],
  port,
}: RenderInput): Promise<Rendered> {
  const folder = mkdtempSync(join(tmpdir(), 'render-'));
  try {
    const write = (name: string, documents: readonly JsonObject[]): string => {
      const path = join(folder, name);
      writeFileSync(path, documents.map((document) => stringify(document, YAML_1_1)).join('---\n'));
      return path;
    };
    const files = [
      write('xr.yaml', [composite]),
      write('composition.yaml', [composition]),
      write('functions.yaml', [functionAt(port)]),
    ];
    const mocks = observed.length > 0 ? ['--observed-resources', write('observed.yaml', observed)] : [];
    const values = Object.entries(context).map(([key, value]) => `--context-values=${key}=${JSON.stringify(value)}`);
    const others = required.length > 0 ? ['--required-resources', write('required.yaml', required)] : [];
    const { status, stdout, stderr } = await runCli([
      'composition',
      'render',
      ...files,
      '--crossplane-binary',
      CORE,
      ...mocks,
      ...values,
      ...others,
    ]);
    return { ok: status === 0, stderr, ...readDocuments(stdout, composite) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An object as the render engine takes it for one that is composed already. */
export function mock(key: string, resource: JsonObject, namespace: Json = 'default'): JsonObject {
  const annotations = {
    ...asObject(at(resource, 'metadata', 'annotations')),
    'crossplane.io/composition-resource-name': key,
  };
  // Of another world: its owner is not the composite that is rendered.
  const { ownerReferences: _, ...metadata } = asObject(resource.metadata);
  return { ...resource, metadata: { name: `mock-${key}`, namespace, ...metadata, annotations } };
}

/** The function on a free port, for the render engine to call. */
export function serveForRendering(): Promise<FunctionServer> {
  return startServer({
    address: { host: '127.0.0.1', port: 0 },
    certificates: undefined,
    maxReceiveBytes: 4 * 1024 * 1024,
    handler: { handle: runFunction, fatalResponse },
    logger: recordingLogger().logger,
    metrics: undefined,
  });
}

function functionAt(port: number): JsonObject {
  return {
    apiVersion: 'pkg.crossplane.io/v1',
    kind: 'Function',
    metadata: {
      name: 'function-database-binding',
      annotations: {
        'render.crossplane.io/runtime': 'Development',
        'render.crossplane.io/runtime-development-target': `localhost:${port}`,
      },
    },
    spec: { package: 'example.org/function-database-binding:v0.1.0' },
  };
}

// Not synchronous: the function that is called runs in this very process.
function runCli(args: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(CLI, args);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (status) =>
      resolve({ status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}

function readDocuments(text: string, { kind: ours }: JsonObject): Pick<Rendered, 'composite' | 'composed'> {
  const documents = parseAllDocuments(text).map((document) => asObject(document.toJS() as Json));
  const keyed = documents.flatMap((document) => {
    const key = asString(at(document, 'metadata', 'annotations', 'crossplane.io/composition-resource-name'));
    return key === undefined ? [] : [[key, document] as const];
  });
  return {
    composite: documents.find(({ kind }) => kind === ours) ?? {},
    composed: Object.fromEntries(keyed),
  };
}
