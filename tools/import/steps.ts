import { BINDING_API } from './names.js';
import type { Step } from './plan.js';
import { kubectl, patch } from './shell.js';

/** Where a binding is. */
export interface BindingRef {
  readonly name: string;
  readonly namespace: string;
}

/** A binding of the plan, and the cluster that it is for. */
export interface Moving {
  readonly binding: BindingRef;
  readonly uuid: string;
  /** Whether it takes control of the cluster. */
  readonly adopts: boolean;
}

const RESOURCE = 'databasebinding';
/** DigitalOcean answers in seconds; the provider looks every few minutes. */
const TIMEOUT = '--timeout=15m';

/** Lets the policy allow the clusters. */
export function allowStep(moving: readonly Moving[]): Step {
  const uuids = [...new Set(moving.map(({ uuid }) => uuid))];
  return {
    title: `Let the policy allow these clusters: references.uuids: [${uuids.join(', ')}]`,
    why: 'without it bindings may name no cluster by UUID. That of a cluster which is only referenced has to stay on the list',
    commands: [],
  };
}

/** Applies the bindings. */
export function applyStep(): Step {
  return {
    title: 'Apply this file',
    why: 'a binding that adopts a cluster only looks at it at first, and changes nothing',
    commands: ['kubectl apply -f bindings.yaml'],
  };
}

/** Looks at what an adoption would change, then confirms it. */
export function adoptSteps(moving: readonly Moving[]): readonly Step[] {
  const adopting = moving.filter(({ adopts }) => adopts).map(({ binding }) => binding);
  if (adopting.length === 0) return [];
  return [
    {
      title: 'Read what would change, and edit the bindings until nothing would',
      commands: adopting.map(({ name, namespace }) =>
        kubectl(
          namespace,
          'get',
          RESOURCE,
          name,
          '-o',
          `jsonpath={.status.conditions[?(@.type=="SpecAccepted")].message}`,
        ),
      ),
    },
    {
      title: 'Let the bindings control their clusters',
      commands: adopting.map(({ name, namespace }) =>
        patch(namespace, RESOURCE, name, { spec: { cluster: { adoptConfirmed: true } } }),
      ),
    },
  ];
}

/** Waits until a condition of all bindings is true. */
export function waitStep(moving: readonly Moving[], condition: string, title: string, why?: string): Step {
  const commands = moving.map(({ binding: { name, namespace } }) =>
    kubectl(namespace, 'wait', RESOURCE, name, `--for=condition=${condition}`, TIMEOUT),
  );
  return why === undefined ? { title, commands } : { title, why, commands };
}

/** Makes a binding the owner of Secrets and ConfigMaps that exist, so that it writes them in place. */
export function handOver({ name, namespace }: BindingRef, objects: readonly (readonly [kind: string, name: string])[]) {
  const owner = { ...BINDING_API, name, uid: '$OWNER', controller: true, blockOwnerDeletion: true };
  const change = JSON.stringify({ metadata: { ownerReferences: [owner] } }).replaceAll('"', '\\"');
  return [
    `OWNER=$(${kubectl(namespace, 'get', RESOURCE, name, '-o', 'jsonpath={.metadata.uid}')})`,
    ...objects.map(([kind, object]) => `${kubectl(namespace, 'patch', kind, object, '--type=merge')} -p "${change}"`),
  ];
}

/** What may be taken back once bindings control their clusters. */
export function lastSteps(moving: readonly Moving[]): readonly Step[] {
  const adopting = moving.filter(({ adopts }) => adopts);
  if (adopting.length === 0) return [];
  const patches = (spec: object) =>
    adopting.map(({ binding: { name, namespace } }) => patch(namespace, RESOURCE, name, { spec }));
  const uuids = [...new Set(adopting.map(({ uuid }) => uuid))];
  return [
    {
      title: `Take adopt out of the bindings, then these UUIDs out of the policy: ${uuids.join(', ')}`,
      why: 'a binding keeps its cluster without it, and nobody else can take the cluster over any more',
      commands: patches({ cluster: { adopt: null, adoptConfirmed: null } }),
    },
    {
      title: 'If a cluster shall be deleted with its binding: take deletionPolicy: Orphan out of it',
      why: 'it is there so that nothing done in this move can delete data',
      commands: patches({ deletionPolicy: 'Delete' }),
    },
  ];
}
