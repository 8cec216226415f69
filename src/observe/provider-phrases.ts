import { fieldsOf, isProviderKind, type ProviderKind, wordOf } from '../provider/field-behavior.js';
import { SECTIONS, specField, specFieldOfTerraform } from '../provider/spec-field.js';
import { brief, requestInWords, TRIES_AGAIN } from './failed-request.js';

// What Terraform, the provider and DigitalOcean say, and what a person reads instead: what failed, which field of the spec it
// is about, and what to do. The words themselves stay in the resource. What is in no table stays as it is.

/** A phrase that stands for itself; `kind` is the Kubernetes kind, where it is known. */
interface Phrase {
  readonly said: RegExp;
  readonly sentence: (match: RegExpExecArray, kind: ProviderKind | undefined) => string;
}

/** What to do about something that was made, and whose id the provider does not know. */
const FORGOTTEN = {
  'the cluster': 'look for a cluster of this name at DigitalOcean, and adopt it (spec.cluster.adopt)',
  'the replica': 'look for it at DigitalOcean; it is imported once its name is in use',
};

const IMPORT_WANTED = /must use the ID of the source/;

/** The first that matches counts. */
const PHRASES: readonly Phrase[] = [
  {
    said: /^the Terraform provider crashed/,
    sentence: ({ input }, kind) =>
      `${brief(input)}; nothing of the change arrives until that ends: ${cureOfCrash(kind)}`,
  },
  {
    said: /"version" is required|"version": required field is not set|"version" is now required. Set the \S+ version to the value saved to state: (\S+)/,
    sentence: ([, running]) =>
      `the version is missing, and the provider refuses everything else with it: set spec.cluster.version${running === undefined ? ', or versions in the policy' : ` to "${running}"`}`,
  },
  {
    said: /(?:argument )?"([a-z_.\d]+)"(?: is required|: required field is not set)/,
    sentence: ([, name = ''], kind) => `${fieldIn(kind, name)} is missing: set it`,
  },
  {
    said: /Instance cannot be destroyed/,
    sentence: (_, kind) => wouldReplace(kind),
  },
  {
    said: /refuse to update the external resource because the following update requires replacing it: (.{1,200})/,
    sentence: ([, what = ''], kind) =>
      `${replacedArgument(kind, what)}: DigitalOcean fixes it at creation; set it back`,
  },
  {
    said: /Provider produced (?:inconsistent|an invalid|invalid)[^:]*: .*?(?:unexpected (?:new )?value:|for) \.([a-z_]+)/,
    sentence: ([, name = ''], kind) =>
      `DigitalOcean made ${fieldIn(kind, name)} something else than was asked for: write there what it shows, or what it takes`,
  },
  {
    said: /Root (?:resource|object) was present, but now absent/,
    sentence: () =>
      `it was created, but DigitalOcean does not show it yet; ${TRIES_AGAIN}, and imports it where its name is in use by then`,
  },
  {
    said: /Provider produced (?:inconsistent|an invalid|invalid)/,
    sentence: () => `DigitalOcean made something else than was asked for; ${TRIES_AGAIN}`,
  },
  {
    said: /Plugin did not respond|\bpanic: (?:panic: )?(.{1,120})/,
    sentence: ([, why], kind) =>
      `the Terraform provider crashed${why === undefined ? '' : `: ${why}`}; nothing of the change arrives until that ends: ${cureOfCrash(kind)}`,
  },
  {
    said: /\b(sql_mode|eviction_policy) is only supported for ([\w ]+?) Database Clusters/,
    sentence: ([, name = '', engines = '']) => `${fieldIn('Cluster', name)} is only for ${engines}: remove it`,
  },
  {
    said: /expected "?([a-z_.\d]+)"? to be (.{1,200})/,
    sentence: ([, name = '', what = ''], kind) => `${fieldIn(kind, name)} has to be ${what}`,
  },
  {
    said: /cluster status is '(\w+)' \(must be 'online'\)/,
    sentence: ([, status = '']) =>
      `spec.cluster.configuration has to wait, the cluster is ${status} at DigitalOcean; ${TRIES_AGAIN}`,
  },
  {
    said: /Timeout waiting to (database cluster|DatabaseReplica) to become (\w+)|Error trying to read (database cluster|DatabaseReplica) state: (.{1,200})/,
    sentence: ([, late, status = '', unread, why = '']) => {
      const what = (late ?? unread) === 'DatabaseReplica' ? 'the replica' : 'the cluster';
      const told =
        late === undefined
          ? `the provider stopped waiting for ${what}: ${why}`
          : `${what} did not become ${status} in time`;
      return `${told}; it may exist all the same, and the provider has forgotten it: ${FORGOTTEN[what]}`;
    },
  },
  {
    said: IMPORT_WANTED,
    sentence: () =>
      'the annotation crossplane.io/external-name is not one that the provider can look for, <cluster id>,<name>: do not write it by hand',
  },
  {
    said: /operation is still running/,
    sentence: ({ input }) => `${brief(input)}: an earlier change comes first, and this one follows`,
  },
  {
    said: /cannot get referenced \w*ProviderConfig\b|no providerConfigRef provided|referenced ProviderConfig/i,
    sentence: ({ input }) =>
      `${brief(input)}; make that provider config, or name one that exists in the policy (providerConfigRef)`,
  },
  {
    said: /cannot (?:extract|unmarshal)\b.{0,40}credentials|cannot get credentials secret/,
    sentence: ({ input }) => `${brief(input)}; put a token into the Secret that the provider config names`,
  },
  {
    said: /cannot resolve references: \S*PrivateNetworkU\w+: (.{1,200})/i,
    sentence: ([, why = '']) =>
      `spec.cluster.privateNetwork: ${why}; make that VPC in this namespace, or wait until it is ready`,
  },
  {
    said: /namespace \S+ because it is being terminated|namespace is being terminated/,
    sentence: ({ input }) => `${brief(input)}; nothing new can be made while the namespace is being deleted`,
  },
];

/** A provider's line in words that a person can act on. */
export function inWords(line: string, kubernetesKind?: string): string {
  const kind = isProviderKind(kubernetesKind) ? kubernetesKind : undefined;
  for (const { said, sentence } of PHRASES) {
    const match = said.exec(line);
    if (match) return sentence(match, kind);
  }
  return requestInWords(line) ?? line;
}

/** Whether a message says that a change would replace something, which the provider never does. */
export function isReplacementRefused(message: string): boolean {
  return /Instance cannot be destroyed|requires replacing it/.test(message);
}

/** Whether a message says that something is only found by the import of its name. */
export function isImportWanted(message: string): boolean {
  return IMPORT_WANTED.test(message);
}

function fieldIn(kind: ProviderKind | undefined, name: string): string {
  return (kind && specFieldOfTerraform(kind, name)) ?? specFieldOfTerraform('Cluster', name) ?? `"${name}"`;
}

/** `cannot change the value of the argument "region" from "nyc1" to "nyc3"` */
function replacedArgument(kind: ProviderKind | undefined, what: string): string {
  const [, name, values = ''] = /argument "([^"]+)"( from .*)?/.exec(what) ?? [];
  return name === undefined ? what : `${fieldIn(kind, name)} cannot be changed${values}`;
}

function wouldReplace(kind: ProviderKind | undefined): string {
  if (kind === 'Cluster')
    return 'the provider would have to replace the cluster, never does, and lets no other change through: set back what DigitalOcean fixes at creation (engine, privateNetwork, projectId of spec.cluster); if nothing of that was changed, a request right after the creation failed: restart the Pod of the provider, which then reads the cluster anew';
  const { label, path } = kind ? SECTIONS[kind] : { label: 'it', path: 'spec' };
  return `the provider would have to replace ${label}, and never does: set back what was changed of it (${path}), or choose another name`;
}

/** The fields of a kind that crash the provider, and what ends that. */
function cureOfCrash(kind: ProviderKind | undefined): string {
  if (!kind) return 'see the log of the provider';
  const cures = Object.entries(fieldsOf(kind)).flatMap(([path, { removed, set, blocks }]) => {
    if (path.includes('.')) return [];
    const field = specField(kind, path);
    if (typeof removed === 'string' && wordOf(removed) === 'panic') return [`if ${field} was taken out, set it again`];
    const isDeadly = /^panic|\+panic$/.test(set) || blocks?.read !== undefined;
    return isDeadly ? [`if ${field} is set, take it out`] : [];
  });
  return cures.join('; ') || 'see the log of the provider';
}
