import type { JsonObject } from '../../../src/lib/json.js';
import type { ImportMode, Plan, Step } from '../plan.js';
import { kubectl, quoted } from '../shell.js';
import { adoptSteps, allowStep, applyStep, lastSteps, waitStep } from '../steps.js';
import { cloudName, type FoundMoving, planFound } from './plan-found.js';
import { readTerraform, type TerraformFound } from './read-terraform.js';

/** Plans bindings for a state of Terraform. */
export function planTerraform(state: JsonObject, mode: ImportMode | undefined, namespace: string): Plan {
  const findings = readTerraform(state, namespace);
  return planFound(findings, mode === 'controlled', {
    nameOf: cloudName,
    // Terraform does not know what there is in Kubernetes.
    takenSecrets: () => [],
    steps: terraformSteps,
  });
}

type Moving = FoundMoving<TerraformFound>;

function terraformSteps(moving: readonly Moving[]): readonly Step[] {
  const [look, confirm] = adoptSteps(moving);
  return [
    ...secretSteps(moving),
    allowStep(moving),
    applyStep(),
    ...(look === undefined ? [] : [look]),
    ...forgetSteps(moving),
    ...(confirm === undefined ? [] : [confirm]),
    waitStep(moving, 'Ready', 'Wait until the bindings are ready'),
    {
      title: 'Let applications read the Secrets of the bindings, then take their credentials out of Terraform',
      why: 'users keep their passwords, so old and new Pods work side by side',
      commands: moving.map(({ binding: { name, namespace } }) =>
        kubectl(namespace, 'get', 'databasebinding', name, '-o', 'jsonpath={.status.users}'),
      ),
    },
    ...lastSteps(moving),
  ];
}

/** Terraform has certificates and keys as text; a binding names a Secret. */
function secretSteps(moving: readonly Moving[]): readonly Step[] {
  const commands = moving.flatMap(({ binding: { namespace }, secrets }) =>
    secrets.map(({ name, keys }) =>
      kubectl(namespace, 'create', 'secret', 'generic', name, ...keys.map((key) => `--from-file=${key}`)),
    ),
  );
  if (commands.length === 0) return [];
  return [
    {
      title: 'Put the certificates and keys of log sinks into Secrets, from files of these names',
      why: 'a binding names a Secret, and never has a key in it',
      commands,
    },
  ];
}

/** A cluster has one master. What is not part of a binding may stay in Terraform, with the UUID in place of the reference. */
function forgetSteps(moving: readonly Moving[]): readonly Step[] {
  const forgotten = moving
    .filter(({ adopts }) => adopts)
    .flatMap(({ carried }) => carried.filter(({ owned }) => owned));
  if (forgotten.length === 0) return [];
  return [
    {
      title: "Take them out of Terraform's state, and their blocks out of the configuration",
      why: 'state rm forgets, it deletes nothing. What stays in Terraform names the cluster by its UUID from now on. The plan at the end must say that nothing is to be created or destroyed',
      commands: [...forgotten.map(({ address }) => `terraform state rm ${quoted(address)}`), 'terraform plan'],
    },
  ];
}
