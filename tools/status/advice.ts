import type { Reason } from '../../src/assess/verdict.js';

/** What to do next, and the page that says more. */
export interface Advice {
  readonly todo: string;
  readonly page: string;
}

/** What to do about each reason, as docs/reasons.md and docs/reasons-of-secrets.md say; nothing where all is well. */
const TODO: Readonly<Record<Reason, string | undefined>> = {
  Accepted: undefined,
  InvalidSpec: 'Edit the binding: the message lists every problem.',
  InvalidPolicy: 'The platform team edits the policy in the Composition: the message lists every problem.',
  Conflict: 'Rename the resource in the other step of the Composition, or remove the one that is in the way.',
  ImmutableField: 'Set the field back, or make a new binding and move the data.',
  UnsupportedChange: 'Set the field to what the message says, or give the Secret another name.',
  EngineMismatch: 'Set the engine that the message names, or name another cluster.',
  AlreadyManaged: 'Choose another name: the binding that controls the cluster manages this one.',
  AlreadyExists: 'Choose another name, delete the user at DigitalOcean, or set mode: Observe.',
  HandoverPending: 'Do not delete the binding yet: something that DigitalOcean is meant to keep would go with it.',
  AdoptionPending: 'Read what would change, then set adoptConfirmed: true, or change the spec first.',
  OwnerNotFound: 'Create the binding that clusterRef.binding names, or name another one.',
  OwnerNotReady: 'Wait for the cluster of the other binding; if it lasts, look at that one.',
  OwnerIsReferenced: 'Name the binding that controls the cluster.',
  NotShared: 'Ask the owner of the cluster to share what the message names, or ask for less.',
  ClusterNotFound: 'Name a cluster that exists.',
  WaitingForReference: 'Wait: Crossplane is looking it up.',
  Available: undefined,
  Creating: 'Wait: a cluster takes some minutes, a user some seconds.',
  CreationFailed: 'Edit the field that the message names: nothing is fixed before the cluster exists.',
  NameNotAvailable: 'Delete what has the name at DigitalOcean, adopt it, or choose another name.',
  NotReady: 'Wait: applications can use the Secrets that they have.',
  ClusterLost: 'The cluster is gone at DigitalOcean, with its data: restore a backup, or decide to begin anew.',
  ClusterForgotten: 'The Cluster resource is gone in Kubernetes: the message says whether a person has to decide.',
  DataLost: 'A database or topic is gone at DigitalOcean, with its data: restore it from a backup.',
  UserLost: 'Wait: the user is made again, with a new password.',
  ProviderError: 'Follow the message, which has the words of the provider.',
  WaitingForCluster: 'Wait for the cluster: ClusterReady, then SpecAccepted say what it waits for.',
  WaitingForRights: 'Wait; if it lasts, look at provider-sql: its Pods have to be among the trusted sources.',
  RightsNotGiven: 'Run what the message says as the administrator, or have the policy use provider-sql.',
  WaitingForUsers: 'Wait for the users: UsersReady says what they wait for.',
  WaitingForDatabases: 'Wait for the databases; if it lasts, look at the resources above.',
  WaitingForConnectionDetails: "Look at the provider's connection Secret: the message names what it does not report.",
  WaitingForCaCertificate: 'Put the CA certificate where the message says, or take caCertificate out of the spec.',
  NameTaken: 'Choose another name for the Secret or ConfigMap, or remove the object that has it.',
  CredentialsKept: 'Applications go on. Look why the provider no longer reports the value, and keep the Secret.',
  DefaultUserOnly: undefined,
  WaitingForContents: 'Wait for the topic, schema or pool; if it lasts, look at the resources above.',
  PartsNotReady: 'Wait: the cluster can be used, a replica or a log sink is not there yet.',
  TrustedSourcesKept: 'Say allowAll: true if the cluster is to be open; otherwise name its trusted sources again.',
  OpenToInternet: 'Name in trustedSources who may connect.',
  AllDataShared: 'Take the namespaces out of sharing, unless all of them may read and delete everything.',
  Configuring: 'Wait: the provider does not report yet what was asked for.',
  Upgrading: 'Wait: DigitalOcean moves the cluster to a higher version.',
  Migrating: 'Wait: DigitalOcean moves the cluster to another region.',
  Resizing: 'Wait: DigitalOcean changes the size of the cluster.',
  ClassChanged: 'Wait; if the platform team did not mean it, it sets the class back.',
  ChangeFailed: 'Set the field to a value that DigitalOcean takes: until then it keeps running as it was.',
  ConfigurationKept: 'Set the fields that the message names to the values that you want.',
};

/** The reasons that the second page has. */
const OF_SECRETS: ReadonlySet<string> = new Set<Reason>([
  'UserLost',
  'DefaultUserOnly',
  'WaitingForRights',
  'RightsNotGiven',
  'WaitingForCluster',
  'WaitingForUsers',
  'WaitingForDatabases',
  'WaitingForContents',
  'WaitingForConnectionDetails',
  'WaitingForCaCertificate',
  'NameTaken',
  'CredentialsKept',
  'DataLost',
]);

/** What to do about Crossplane's own reasons. */
const CROSSPLANES: ReadonlyMap<string, Advice> = new Map([
  [
    'ReconcileError',
    {
      todo: 'Read the message of Synced; `preflight` looks at the installation.',
      page: 'docs/install.md#when-it-gets-stuck',
    },
  ],
  [
    'ReconcilePaused',
    { todo: 'Take the annotation crossplane.io/paused off.', page: 'docs/troubleshooting.md#an-edit-has-no-effect' },
  ],
  [
    'WatchCircuitOpen',
    {
      todo: 'Look for a second writer of the composed resources.',
      page: 'docs/troubleshooting.md#responsive-is-false',
    },
  ],
]);

/** What to do where nothing has looked at the binding. */
export const UNSEEN: Advice = {
  todo: 'Nothing has looked at it yet: run `preflight`, which says what of the installation is missing.',
  page: 'docs/install.md#when-it-gets-stuck',
};

/** What to do about a reason; nothing where all is well, or where somebody else gave the reason. */
export function adviceFor(reason: string): Advice | undefined {
  if (!Object.hasOwn(TODO, reason)) return CROSSPLANES.get(reason);
  const todo = TODO[reason as Reason];
  const page = OF_SECRETS.has(reason) ? 'reasons-of-secrets' : 'reasons';
  return todo === undefined ? undefined : { todo, page: `docs/${page}.md#${reason.toLowerCase()}` };
}
