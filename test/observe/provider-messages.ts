/** A message of the real provider, as it stood in a condition, and the line that a person reads. */
export interface Recorded {
  readonly name: string;
  readonly reason: string;
  readonly message: string;
  /** The Kubernetes kind of the resource, where the line depends on it. */
  readonly kind?: string;
  readonly want: string;
}

const API = 'https://api.digitalocean.com/v2/databases';
const ID = '66bd85d7-5f57-428b-a009-7ac6d0506aad';

const DESTROY =
  'Instance cannot be destroyed: Resource digitalocean_database_user.u-pg has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.';

/** `terraform import` writes for people: its progress in colours, then each error in a frame. */
const progress = (address: string, given: string, id: string): string =>
  [
    `\u001b[0m\u001b[1m${address}: Importing from ID "${given}"...\u001b[0m`,
    `\u001b[0m\u001b[1m\u001b[32m${address}: Import prepared!\u001b[0m`,
    `\u001b[0m\u001b[32m  Prepared ${address.split('.')[0]} for import\u001b[0m`,
    `\u001b[0m\u001b[1m${address}: Refreshing state... [id=${id}]\u001b[0m`,
    '',
  ].join('\n');
/** An error as `terraform` writes it for people, in a frame. */
export const framed = (what: string, ...below: readonly string[]): string =>
  [
    '\u001b[31m\u001b[31m╷\u001b[0m\u001b[0m',
    `\u001b[31m│\u001b[0m \u001b[0m\u001b[1m\u001b[31mError: \u001b[0m\u001b[0m\u001b[1m${what}\u001b[0m`,
    '\u001b[31m│\u001b[0m \u001b[0m',
    ...(below.length === 0 ? [''] : below).map((line) => `\u001b[31m│\u001b[0m \u001b[0m${line}`),
    '\u001b[31m╵\u001b[0m\u001b[0m',
    '\u001b[0m\u001b[0m',
    '',
  ].join('\n');
/** What an import that failed with this output is told as. */
export const imported = (output: string): string => `observe failed: cannot run import: ${output}: import failed`;

const USER = progress('digitalocean_database_user.u-orders', `${ID},orders`, `${ID}/user/orders`);
const CLUSTER = progress('digitalocean_database_cluster.c-orders', ID, ID);

const STACK_TRACE = `
Stack trace from the terraform-provider-digitalocean_v2.79.0 plugin:

panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x10 pc=0xd620f7]

goroutine 43 [running]:
github.com/digitalocean/terraform-provider-digitalocean/digitalocean/database.resourceDigitalOceanDatabaseClusterRead({0x124b208?, 0x1a3fc85b89c0?}, 0x1a3fc8123c00, {0x106a6a0?, 0x1a3fc833b710?})
\t/src/digitalocean/database/resource_database_cluster.go:539 +0x1f7
created by google.golang.org/grpc.(*Server).serveStreams.func1 in goroutine 32
\t/src/vendor/google.golang.org/grpc/server.go:958 +0x133

Error: The terraform-provider-digitalocean_v2.79.0 plugin crashed!

This is always indicative of a bug within the plugin. It would be immensely
helpful if you could report the crash with the plugin's maintainers so that it
can be fixed. The output above should help diagnose the issue.

`;

/** What `terraform apply -json` says comes as `<what>: <why>`, one after the other; what it writes besides cannot be parsed. */
export const RECORDED: readonly Recorded[] = [
  {
    name: 'RejectedRegion',
    reason: "steps, the request's address and its id tell a person nothing",
    message: `create failed: apply failed: Error creating database cluster: POST ${API}: 422 (request "23a86dc9-4a05-4b9b-a8a5-14a390cf7e09") invalid region: `,
    want: 'cannot create the cluster (spec.cluster.region): 422 invalid region; correct it',
  },
  {
    name: 'RejectedRegionOfTheLastOperation',
    reason: 'the same error in another condition is the same line',
    message: `apply failed: Error creating database cluster: POST ${API}: 422 (request "3f8a5b50-9a32-4b6b-a9e4-0b1f0b8d5a0e") invalid region: `,
    want: 'cannot create the cluster (spec.cluster.region): 422 invalid region; correct it',
  },
  {
    name: 'NameTaken',
    reason: 'what a person has to know stays',
    message: `create failed: async create failed: apply failed: Error creating Database DB: POST ${API}/${ID}/dbs: 422 (request "43bd760a-3b04-44f3-8196-bcd2a9382da8") database name is not available: `,
    want: 'cannot create the database (spec.databases): 422 database name is not available; choose another name, or take away what has this one at DigitalOcean',
  },
  {
    name: 'RejectedPolicy',
    reason: 'the same for a change',
    message: `apply failed: Error adding eviction policy for database cluster: PUT ${API}/${ID}/eviction_policy: 422 (request "4d25d805-7d55-4127-a33e-2651e0c88586") invalid policy: `,
    want: 'cannot set spec.cluster.evictionPolicy: 422 invalid policy; correct it',
  },
  {
    name: 'StuckUser',
    reason: 'all of the steps go, what comes after them stays',
    message: `observe failed: cannot run plan: plan failed: ${DESTROY}`,
    kind: 'User',
    want: 'the provider would have to replace the user, and never does: set back what was changed of it (spec.users), or choose another name',
  },
  {
    name: 'OverloadedUser',
    reason: "the status and DigitalOcean's words stand behind 400 characters of progress",
    message: imported(
      USER +
        framed(
          `Error retrieving Database User: GET ${API}/${ID}/users/orders: 503 (request "6c76ca2e-8d4d-4e52-b672-60aec16b9c15") Service Unavailable, please try again later; giving up after 5 attempt(s)`,
        ),
    ),
    want: 'cannot read the user: 503 Service Unavailable, please try again later; DigitalOcean has trouble of its own, and the provider tries again on its own',
  },
  {
    name: 'WrongToken',
    reason: 'a token that was revoked is told at the cluster, and a person can mend it',
    message: imported(
      CLUSTER +
        framed(
          `Error retrieving database cluster: GET ${API}/${ID}: 401 (request "2857c552-6042-4584-9c98-07aad1d5fad0") Unable to authenticate you`,
        ),
    ),
    want: 'cannot read the cluster: 401 Unable to authenticate you; put a valid token into the Secret of the provider config',
  },
  {
    name: 'ConnectionClosed',
    reason: 'of a request that was not answered the host stays',
    message: imported(CLUSTER + framed(`Error retrieving database cluster: Get "${API}/${ID}": EOF`)),
    want: 'cannot read the cluster: api.digitalocean.com: EOF; DigitalOcean cannot be reached, and the provider tries again on its own',
  },
  {
    name: 'OverloadedEndpoint',
    reason: 'an endpoint that was set is taken out by the provider, where Terraform writes for people',
    message: imported(
      USER +
        framed(
          `Error retrieving Database User: GET REDACTED/v2/databases/${ID}/users/orders: 429 (request "93722c4e-8a8c-4165-ad50-a77b09115578") API Rate limit exceeded.; giving up after 5 attempt(s)`,
        ),
    ),
    want: 'cannot read the user: 429 API Rate limit exceeded.; too many requests of this account; the provider tries again on its own',
  },
  {
    name: 'EndpointClosedConnection',
    reason: 'nobody can say more then',
    message: imported(CLUSTER + framed(`Error retrieving database cluster: Get "REDACTED/v2/databases/${ID}": EOF`)),
    want: 'cannot read the cluster: EOF; DigitalOcean cannot be reached, and the provider tries again on its own',
  },
  {
    name: 'OverloadedDatabase',
    reason: 'what is not only looked at is refreshed, and that is told without frames',
    message: `observe failed: cannot run refresh: refresh failed: Error retrieving Database DB: GET ${API}/${ID}/dbs/orders: 503 (request "6e5023a8-5671-4a53-91db-007624566c13") Service Unavailable; giving up after 5 attempt(s): `,
    want: 'cannot read the database: 503 Service Unavailable; DigitalOcean has trouble of its own, and the provider tries again on its own',
  },
  {
    name: 'ConnectionClosedWhileRefreshing',
    reason: 'the same error is the same line, whichever way it is told',
    message: `observe failed: cannot run refresh: refresh failed: Error retrieving database cluster: Get "${API}/${ID}": EOF: `,
    want: 'cannot read the cluster: api.digitalocean.com: EOF; DigitalOcean cannot be reached, and the provider tries again on its own',
  },
  {
    name: 'ConnectionRefused',
    reason: 'but not the address, of which a name has several',
    message: imported(
      CLUSTER +
        framed(
          `Error retrieving database cluster: Get "${API}/${ID}": dial tcp 104.16.181.15:443: connect: connection refused`,
        ),
    ),
    want: 'cannot read the cluster: api.digitalocean.com: dial tcp: connect: connection refused; DigitalOcean cannot be reached, and the provider tries again on its own',
  },
  {
    name: 'NoSuchHost',
    reason: 'who was asked for an address is worth knowing',
    message: imported(
      CLUSTER +
        framed(
          `Error retrieving database cluster: Get "${API}/${ID}": dial tcp: lookup api.digitalocean.com on 10.96.0.10:53: no such host`,
        ),
    ),
    want: 'cannot read the cluster: api.digitalocean.com: dial tcp: lookup api.digitalocean.com on 10.96.0.10:53: no such host; DigitalOcean cannot be reached, and the provider tries again on its own',
  },
  {
    name: 'ImportByTheWrongName',
    reason: 'a refused import has less progress',
    message: imported(
      `\u001b[0m\u001b[1mdigitalocean_database_user.legacy-doadmin2: Importing from ID "doadmin"...\u001b[0m\n${framed(
        'must use the ID of the source database cluster and the name of the user joined with a comma (e.g. `id,name`)',
      )}`,
    ),
    want: 'the annotation crossplane.io/external-name is not one that the provider can look for, <cluster id>,<name>: do not write it by hand',
  },
  {
    name: 'CrashedWhileReading',
    reason: 'of a page of stack trace the panic and the call stay: addresses and numbers differ each time',
    message: imported(
      `${CLUSTER}${framed(
        'Plugin did not respond',
        'The plugin encountered an error, and failed to respond to the',
        'plugin.(*GRPCProvider).ReadResource call. The plugin logs may contain more',
        'details.',
      )}${STACK_TRACE}`,
    ),
    kind: 'Cluster',
    want: 'the Terraform provider crashed: runtime error: invalid memory address or nil pointer dereference, in database.resourceDigitalOceanDatabaseClusterRead; nothing of the change arrives until that ends: if spec.cluster.maintenanceWindow was taken out, set it again',
  },
  {
    name: 'CrashedWhileApplying',
    reason: 'where only the beginning of the stack trace is told, a person needs to know where the rest is',
    message:
      'update failed: readObjectStart: expect { or n, but found S, error found in #1 byte of ...|Stack trace|..., bigger context ...|Stack trace from the terraform-provider-digitalocea|...: apply failed',
    kind: 'PostgreSQLConfig',
    want: 'the Terraform provider crashed; with --debug the provider logs the stack trace; nothing of the change arrives until that ends: if spec.cluster.configuration.pgbouncer is set, take it out; if spec.cluster.configuration.timescaledb is set, take it out',
  },
  {
    name: 'NoVersion',
    reason: 'a list of one is a sentence',
    message:
      'create failed: apply failed: 1 error occurred:\n\t* The argument "version" is required, but no definition was found.\n\n: ',
    want: 'the version is missing, and the provider refuses everything else with it: set spec.cluster.version, or versions in the policy',
  },
  {
    name: 'WrongArgument',
    reason: "the configuration that Terraform quotes is the provider's own, and has the token in it",
    message: imported(
      framed(
        'Extraneous JSON object property',
        '  on /tmp/4b1f/main.tf.json line 1, in provider.digitalocean:',
        '   1: {"provider":{"digitalocean":{\u001b[4m"tokn"\u001b[0m:"x","token":"dop_v1_secret"}},\u001b[0m',
        '',
        'No argument or block type is named "tokn".',
      ),
    ),
    want: 'Extraneous JSON object property: No argument or block type is named "tokn".',
  },
  {
    name: 'Gone',
    reason: 'the provider itself is short',
    message: 'observe failed: external resource does not exist',
    want: 'external resource does not exist',
  },
];
