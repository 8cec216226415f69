import type { Step } from '../plan.js';
import { kubectl, patch } from '../shell.js';
import { adoptSteps, allowStep, applyStep, handOver, lastSteps, type Moving, waitStep } from '../steps.js';
import type { OperatorObject } from './objects.js';

/** A binding that takes over from do-operator. */
export interface Moved extends Moving {
  /** Secrets that it writes from now on. */
  readonly secrets: readonly string[];
  /** Secrets that stay as they are. */
  readonly left: readonly string[];
  /** What do-operator has for it: its users before its cluster. */
  readonly objects: readonly OperatorObject[];
}

const OPERATOR_NAMESPACE = 'do-operator-system';
const CONFIG_MAPS = ['connection', 'private-connection'];

/** How to move from do-operator: it stops first, and what it owns goes last. */
export function operatorSteps(moved: readonly Moved[]): readonly Step[] {
  if (moved.length === 0) return [];
  return [
    stopStep(),
    allowStep(moved),
    applyStep(),
    ...adoptSteps(moved),
    waitStep(moved, 'UsersReady', 'Wait until the bindings know all passwords', NAME_TAKEN),
    handOverStep(moved),
    ...leaveSteps(moved),
    waitStep(
      moved,
      'Ready',
      'Wait until the bindings are ready: the Secrets are theirs now, with the same names and keys',
    ),
    deleteStep(moved.flatMap(({ objects }) => objects)),
    uninstallStep(),
    ...lastSteps(moved),
  ];
}

const NAME_TAKEN = 'ConnectionReady stays False with NameTaken for now: the Secrets still belong to do-operator';

/** Its webhook has to go too: it refuses every change of its objects while nobody answers, removing finalizers included. */
function stopStep(): Step {
  return {
    title: 'Stop do-operator, and take its webhook away',
    why: 'while it runs, deleting a DatabaseCluster or DatabaseUser deletes the cluster or user at DigitalOcean; once it is stopped, its webhook would refuse every change of its objects. Keep GitOps tools from starting it again',
    commands: [
      kubectl(OPERATOR_NAMESPACE, 'scale', 'deployment', 'do-operator-controller-manager', '--replicas=0'),
      kubectl(
        OPERATOR_NAMESPACE,
        'wait',
        '--for=delete',
        'pod',
        '-l',
        'control-plane=controller-manager',
        '--timeout=2m',
      ),
      kubectl(
        undefined,
        'delete',
        'validatingwebhookconfiguration',
        'do-operator-validating-webhook-configuration',
        '--ignore-not-found',
      ),
    ],
  };
}

function handOverStep(moved: readonly Moved[]): Step {
  return {
    title: 'Hand the Secrets and ConfigMaps over to the bindings',
    why: 'they stay where they are, so Pods can start at any time; without this they would be deleted with the objects of do-operator',
    commands: moved.flatMap(({ binding, secrets }) =>
      handOver(binding, [
        ...secrets.map((name) => ['secret', name] as const),
        ...CONFIG_MAPS.map((ending) => ['configmap', `${binding.name}-${ending}`] as const),
      ]),
    ),
  };
}

function leaveSteps(moved: readonly Moved[]): readonly Step[] {
  const commands = moved.flatMap(({ binding: { namespace }, left }) =>
    left.map((name) => patch(namespace, 'secret', name, { metadata: { ownerReferences: null } })),
  );
  if (commands.length === 0) return [];
  return [
    {
      title: 'Keep the Secrets that the bindings cannot write (those that do not exist are not found)',
      why: 'without an owner they stay when the objects of do-operator go',
      commands,
    },
  ];
}

function deleteStep(objects: readonly OperatorObject[]): Step {
  const given = objects.filter(({ resource }) => resource !== '');
  return {
    title: "Remove do-operator's finalizers, then its objects",
    why: 'the finalizer is what makes do-operator delete at DigitalOcean: without it only the object in Kubernetes goes',
    commands: [
      ...given
        .filter(({ deletes }) => deletes)
        .map(({ resource, name, namespace }) => patch(namespace, resource, name, { metadata: { finalizers: null } })),
      ...given.map(({ resource, name, namespace }) => kubectl(namespace, 'delete', resource, name)),
    ],
  };
}

function uninstallStep(): Step {
  return {
    title: 'Uninstall do-operator once it has no objects in any namespace',
    why: 'deleting its CRDs deletes every object that is left',
    commands: [
      'kubectl get databaseclusters.databases.digitalocean.com,databaseclusterreferences.databases.digitalocean.com,databaseusers.databases.digitalocean.com,databaseuserreferences.databases.digitalocean.com -A',
    ],
  };
}
