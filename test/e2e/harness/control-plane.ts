import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { asObject, asString, at, type Json, type JsonObject } from '../../../src/lib/json.js';
import { messageOf } from '../../../src/lib/message-of.js';
import { HAS_POSTGRESQL } from '../../clients/postgresql-server.js';
import { Cloud } from './cloud.js';
import type { Cluster } from './cluster.js';
import { type Crossplane, startCrossplane } from './crossplane.js';
import { FunctionProgram, installFunction } from './function.js';
import { type Kubernetes, startKubernetes } from './kubernetes.js';
import { REAL, REAL_SQL } from './mode.js';
import { PostgreSqlServers } from './postgresql.js';
import type { Program } from './program.js';
import type { RunningProvider } from './provider.js';
import { established, installProviderCrds } from './provider-crds.js';
import { ProviderStandIn } from './provider-stand-in.js';
import { definitionsIn, startRealProvider } from './real-provider.js';
import { type RunningSqlProvider, SqlStandIn, startRealSqlProvider } from './sql-provider.js';
import { inRepository } from './tools.js';

/** A real Crossplane on a real API server, our function behind mTLS, and a provider, the real one or a stand-in. */
export interface ControlPlane {
  readonly cluster: Cluster;
  /** The path of a kubeconfig for it, for programs. */
  readonly kubeconfig: string;
  readonly fn: FunctionProgram;
  readonly crossplane: Crossplane;
  readonly provider: RunningProvider;
  /** What the provider works with, to look at and to meddle with. */
  readonly cloud: Cloud;
  /** What gives rights in databases, and the servers that these are in. */
  readonly sqlProvider: RunningSqlProvider;
  readonly servers: PostgreSqlServers;
  /** The programs that are gone although nobody stopped them. */
  crashed(): readonly string[];
  stop(): Promise<void>;
}

/** The Composition that bindings use where they do not ask for another one. */
export const DEFAULT_COMPOSITION = 'databasebinding-development';

// A cluster takes Terraform a quarter of a minute here. At Crossplane's own rate its hundred events open the breaker.
const TIMES_FASTER_WITH_TERRAFORM = 10;

/** Starts everything; where something fails, what was started is stopped again. */
export async function startControlPlane(): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-'));
  const programs: Program[] = [];
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const step of undo.reverse()) await step();
    // The last one started needs the first ones to end in peace.
    for (const program of programs.reverse()) await program.stop();
    // A Terraform that was ended may still be cleaning up.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const kubernetes = await startKubernetes(folder, programs);
    const { cluster, kubeconfig } = kubernetes;
    undo.push(() => cluster.close());
    const crossplane = await startCrossplane(folder, kubernetes, {
      packageRuntime: 'External',
      ...(REAL === undefined ? {} : { timesFaster: TIMES_FASTER_WITH_TERRAFORM }),
    });
    programs.push(crossplane.program);
    const fn = await FunctionProgram.start(folder, crossplane.authority);
    undo.push(() => fn.stop());
    await installFunction(cluster, fn.port);
    await installProviderCrds(cluster, REAL?.crds === undefined ? undefined : definitionsIn(REAL.crds));
    for (const xrd of ['databasebinding', 'xdatabasebinding'])
      await installXrd(cluster, manifest(`configuration/xrds/${xrd}.yaml`));
    for (const composition of ['databasebinding', 'xdatabasebinding'])
      await cluster.apply(manifest(`configuration/compositions/${composition}.yaml`));
    await cluster.apply(manifest('examples/compositions/development.yaml'));
    const provider = await startProvider(folder, kubernetes, programs);
    undo.push(() => provider.stop());
    const servers = new PostgreSqlServers(provider.cloud);
    undo.push(() => servers.stop());
    const sqlProvider = await startSqlProvider(folder, kubernetes, provider, programs);
    undo.push(() => sqlProvider.stop());
    const crashed = () => programs.filter((program) => !program.isRunning()).map(({ name }) => name);
    const cloud = new Cloud(provider);
    return { cluster, kubeconfig, fn, crossplane, provider, cloud, sqlProvider, servers, crashed, stop };
  } catch (thrown) {
    const tails = programs.map((program) => `--- ${program.name}\n${program.tail()}`);
    await stop();
    throw new Error(`cannot start the control plane: ${messageOf(thrown)}\n${tails.join('\n')}`);
  }
}

async function startProvider(folder: string, kubernetes: Kubernetes, programs: Program[]): Promise<RunningProvider> {
  if (REAL !== undefined) return startRealProvider(folder, kubernetes, REAL, programs);
  const standIn = new ProviderStandIn(kubernetes.cluster);
  standIn.start();
  return standIn;
}

async function startSqlProvider(
  folder: string,
  kubernetes: Kubernetes,
  { cloud }: RunningProvider,
  programs: Program[],
): Promise<RunningSqlProvider> {
  if (REAL_SQL !== undefined) {
    if (!HAS_POSTGRESQL) throw new Error('the real provider-sql needs postgres, initdb and psql');
    return startRealSqlProvider(folder, kubernetes, REAL_SQL, programs);
  }
  const standIn = new SqlStandIn(kubernetes.cluster, cloud);
  standIn.start();
  return standIn;
}

/** Installs an XRD and waits until the API server serves the kind it defines. */
export async function installXrd(cluster: Cluster, xrd: JsonObject): Promise<void> {
  await cluster.apply(xrd);
  const name = asString(at(xrd, 'metadata', 'name')) ?? '';
  await established(cluster, { ...xrd, metadata: { name } });
  await established(cluster, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
  });
}

/** The first object in a file of the repository. */
export function manifest(path: string): JsonObject {
  return asObject(parse(readFileSync(inRepository(path), 'utf8')) as Json);
}
