import type { Controller, Failure, Outcome, TerraformState } from '../../simulation/provider/controller.js';
import { DigitalOcean } from '../../simulation/provider/digitalocean.js';
import { controllerOf } from '../../simulation/provider/provider.js';
import type { CloudRequest } from '../../simulation/provider/traffic.js';
import { Client } from '../../simulation/terraform/client.js';
import { asString, type JsonObject } from '../../src/lib/json.js';
import { API_VERSION, clusterParameters } from './managed-resource.js';

/** What became of something that was applied. */
export interface Applied {
  /** Why nothing was asked for, or asked for in vain; nothing where all went well. */
  readonly problem?: 'refused' | 'replace' | 'panic' | 'error' | 'absent' | undefined;
  readonly message?: string | undefined;
  /** Whether Terraform saw a difference. */
  readonly differs: boolean;
  readonly requests: readonly CloudRequest[];
}

/** One resource in the hands of Terraform, without Kubernetes: it is applied again and again. */
export class FieldDriver {
  readonly cloud = new DigitalOcean();
  readonly clusterId: string;
  readonly #controller: Controller;
  readonly #client = new Client(this.cloud);
  readonly #kind: string;
  state: TerraformState | undefined;

  constructor(kind: string, engine: string) {
    this.#kind = kind;
    const controller = controllerOf(this.#resource({}));
    if (controller === undefined) throw new Error(`no controller for ${kind}`);
    this.#controller = controller;
    // There is a backup to be restored, and another cluster.
    for (const name of ['source', 'other']) this.#makeCluster(engine, name);
    this.clusterId = kind === 'Cluster' ? '' : this.#makeHome(engine);
  }

  /** Lets Terraform look, and do what follows from what is written. */
  apply(parameters: JsonObject): Applied {
    const resource = this.#resource(parameters);
    const written = this.#controller.written(resource, (_resource, { name = '' }) => String(name));
    this.cloud.traffic.take();
    const invalid = this.#controller.invalid(written);
    if (invalid !== undefined) return { problem: 'refused', message: invalid, differs: true, requests: [] };
    const place = this.#controller.place(resource);
    if (this.state === undefined) return this.#done(this.#controller.create(place, written, this.#client));
    const found = this.#controller.read(this.state, this.#client);
    if (found === undefined) return { problem: 'absent', differs: true, requests: [] };
    if ('why' in found) return this.#failed(found);
    this.state = found.state;
    const plan = this.#controller.plan(place, written, found.state);
    if (plan === 'replacement') return { problem: 'replace', differs: true, requests: [] };
    if (typeof plan === 'object') return { problem: 'refused', message: plan.problem, differs: true, requests: [] };
    if (plan === 'nothing') return { differs: false, requests: [] };
    return this.#done(this.#controller.update(written, found.state, this.#client));
  }

  /** What Terraform shows of it. */
  look(): JsonObject | undefined {
    const found = this.state && this.#controller.read(this.state, this.#client);
    return found !== undefined && 'atProvider' in found ? found.atProvider : undefined;
  }

  /** Takes over what somebody else made, knowing nothing but an id. */
  import(externalName: string): void {
    this.state = this.#controller.importable(externalName);
  }

  #done({ state, failure }: Outcome): Applied {
    this.state = state;
    return failure === undefined ? { differs: true, requests: this.#changes() } : this.#failed(failure);
  }

  #failed(failure: Failure): Applied {
    const problems = { refused: 'error', invalid: 'refused', panic: 'panic' } as const;
    const message =
      failure.why === 'refused' ? failure.refusal.message : failure.why === 'invalid' ? failure.message : undefined;
    return { problem: problems[failure.why], message, differs: true, requests: this.#changes() };
  }

  #changes(): readonly CloudRequest[] {
    return this.cloud.traffic.take().filter(({ method }) => method !== 'GET');
  }

  #resource(parameters: JsonObject): JsonObject {
    const forProvider = this.#kind === 'Cluster' ? parameters : { clusterId: this.clusterId, ...parameters };
    const annotations = this.#kind === 'User' ? { 'crossplane.io/external-name': 'app' } : {};
    return {
      apiVersion: API_VERSION,
      kind: this.#kind,
      metadata: { name: 'x', namespace: 'shop', annotations },
      spec: { forProvider },
    };
  }

  /** The cluster that things lie in, with a user and a database more than there are from the start. */
  #makeHome(engine: string): string {
    const id = this.#makeCluster(engine, 'home');
    this.cloud.createUser(id, 'other', {});
    this.cloud.createDatabase(id, 'other');
    return id;
  }

  #makeCluster(engine: string, name: string): string {
    const answer = this.cloud.createCluster({ ...clusterParameters(engine, name), size: 'db-s-1vcpu-2gb' });
    if (!answer.ok) throw new Error(answer.cause);
    return asString(answer.value.id) ?? '';
  }
}
