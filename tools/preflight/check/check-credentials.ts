import { asString, at, type JsonObject } from '../../../src/lib/json.js';
import { ABSENT, type Answer, valueOr } from '../../kubernetes/cluster-reader.js';
import { keyOf, type SecretFacts } from '../../kubernetes/secret-facts.js';
import { asFarAsUsed } from '../as-far-as-used.js';
import { isDoneWithout } from '../done-without.js';
import { applying, type Finding, findingsOf, namesIn } from '../finding.js';
import type { Inventory } from '../inventory.js';
import type { KeyRef } from '../policy-in-use.js';
import { configKey, configsNamed, credentialsOf, type NeededConfig, neededConfigs } from '../references.js';

const { ok, warning, problem, unread } = findingsOf('Credentials');

const CONNECTION_KEYS = ['endpoint', 'port', 'username', 'password'];
/** Where a command cannot know. */
const SYSTEM_NAMESPACE = 'crossplane-system';

/** Whether providers have configurations under the names in the policies, and these their Secrets. No value is looked at. */
export function checkCredentials(inventory: Inventory): readonly Finding[] {
  const fetching = inventory.needed.filter(({ provider }) => provider === 'provider-http');
  const isDone = fetching.every((needed) => isDoneWithout(needed, inventory));
  const configs = neededConfigs(inventory.policies).filter(({ provider }) => !(provider === 'provider-http' && isDone));
  return [
    ...configs.flatMap((config) => asFarAsUsed(config.family, checkConfig(config, inventory), inventory)),
    ...inventory.policies.flatMap(({ composition, fetch }) => {
      if (fetch === undefined || isDone) return [];
      const findings = checkSecret(fetch.token, `"${composition}" fetches CA certificates with it`, inventory);
      return fetch.optional ? findings.map(asWarning) : findings;
    }),
    ...inventory.policies.flatMap((policy) => checkCaSource(policy, inventory)),
  ];
}

/** Bindings work all the same. */
function asWarning(finding: Finding): Finding {
  return finding.mark === 'problem' ? { ...finding, mark: 'warning' } : finding;
}

function checkConfig(config: NeededConfig, inventory: Inventory): readonly Finding[] {
  const listed = inventory.configs.get(configKey(config)) ?? { state: 'absent' };
  if (listed.state === 'refused') return unread(`${config.kind}s of ${config.provider}`, listed);
  const title = `${config.kind} "${config.name}" of ${config.provider}`;
  const found = configsNamed(config, inventory.configs);
  if (found.length === 0) return [problem(`${title} is not there`, applying(configObject(config)))];
  return found.flatMap((object) => checkCredentialsOf(title, object, config, inventory));
}

function checkCredentialsOf(
  title: string,
  config: JsonObject,
  needed: NeededConfig,
  inventory: Inventory,
): readonly Finding[] {
  const namespace = asString(at(config, 'metadata', 'namespace'));
  const full = namespace === undefined ? title : `${title} in ${namespace}`;
  const credentials = credentialsOf(config);
  if (credentials === undefined) {
    const source = asString(at(config, 'spec', 'credentials', 'source')) ?? 'nowhere';
    // provider-http asks with the header of each request; it needs no credentials of its own.
    if (needed.provider === 'provider-http' || source !== 'Secret')
      return [ok(`${full} takes its credentials from: ${source}`)];
    return [problem(`${full} names no Secret`, applying(configObject(needed)))];
  }
  const { ref, isConnection } = credentials;
  const asks = isConnection ? connectionProblems(ref, inventory) : tokenProblems(ref, needed, inventory);
  if (asks.length > 0) return asks.map((finding) => ({ ...finding, message: `${full}: ${finding.message}` }));
  return [ok(`${full} has its Secret ${ref.namespace}/${ref.name}`)];
}

function tokenProblems(ref: KeyRef, { provider }: NeededConfig, inventory: Inventory): readonly Finding[] {
  const problems = checkSecret(ref, '', inventory).filter(({ mark }) => mark !== 'ok');
  if (problems.length > 0 || provider !== 'DigitalOcean') return problems;
  const secret = valueOr(secretOf(ref, inventory), undefined);
  const fields = secret && keyOf(secret, ref.key)?.fields;
  if (fields?.includes('token')) return [];
  const message = `key "${ref.key}" of Secret ${ref.namespace}/${ref.name} is not JSON with "token"`;
  return [problem(message, creating(ref, '{"token":"…"}'))];
}

/** The Secret of an administrator, with all that one connects with. */
function connectionProblems(ref: KeyRef, inventory: Inventory): readonly Finding[] {
  const answer = secretOf(ref, inventory);
  if (answer.state === 'refused') return unread(`Secret ${ref.namespace}/${ref.name}`, answer);
  const secret = valueOr(answer, undefined);
  const keys = CONNECTION_KEYS.filter((key) => secret === undefined || keyOf(secret, key)?.isEmpty !== false);
  if (keys.length === 0) return [];
  const literals = CONNECTION_KEYS.map((key) => `--from-literal=${key}=…`).join(' ');
  const message = secret === undefined ? 'is not there' : `lacks ${namesIn(keys)}`;
  return [
    problem(
      `Secret ${ref.namespace}/${ref.name} ${message}`,
      `kubectl -n ${ref.namespace} create secret generic ${ref.name} ${literals} --dry-run=client -o yaml | kubectl apply -f -`,
    ),
  ];
}

function checkSecret(ref: KeyRef, why: string, inventory: Inventory): readonly Finding[] {
  const answer = secretOf(ref, inventory);
  const title = `Secret ${ref.namespace}/${ref.name}`;
  const end = why === '' ? '' : `; ${why}`;
  if (answer.state === 'refused') return unread(title, answer);
  if (answer.state === 'absent') return [problem(`${title} is not there${end}`, creating(ref, tokenOf(why)))];
  const key = keyOf(answer.value, ref.key);
  if (key === undefined) return [problem(`${title} has no key "${ref.key}"${end}`, creating(ref, tokenOf(why)))];
  if (key.isEmpty) return [problem(`key "${ref.key}" of ${title} is empty${end}`, creating(ref, tokenOf(why)))];
  return [ok(`${title} has its key "${ref.key}"${end}`)];
}

// A token stands alone where provider-http puts it into a header, and in JSON where the provider reads it.
function tokenOf(why: string): string {
  return why === '' ? '{"token":"…"}' : '…';
}

function creating({ namespace, name, key }: KeyRef, value: string): string {
  return `kubectl -n ${namespace} create secret generic ${name} --from-literal=${key}='${value}' --dry-run=client -o yaml | kubectl apply -f -`;
}

function checkCaSource(
  { composition, caSource }: Inventory['policies'][number],
  inventory: Inventory,
): readonly Finding[] {
  if (caSource === undefined) return [];
  const { kind, namespace, name, key } = caSource;
  const title = `${kind} ${namespace}/${name}`;
  const found: Answer<SecretFacts | JsonObject> =
    (kind === 'Secret' ? secretOf(caSource, inventory) : inventory.configMaps.get(`${namespace}/${name}`)) ?? ABSENT;
  if (found.state === 'refused') return unread(title, found);
  const has =
    found.state === 'found' &&
    (isFacts(found.value)
      ? keyOf(found.value, key)?.isEmpty === false
      : asString(at(found.value, 'data', key)) !== undefined);
  if (has) return [ok(`${title} has the CA certificate for "${composition}"`)];
  const type = kind === 'Secret' ? 'secret generic' : 'configmap';
  return [
    warning(
      `${title} has no "${key}": new Secrets of "${composition}" wait for it`,
      `kubectl -n ${namespace} create ${type} ${name} --from-file=${key}=ca-certificate.crt`,
    ),
  ];
}

function isFacts(value: SecretFacts | JsonObject): value is SecretFacts {
  return Array.isArray((value as SecretFacts).keys);
}

function secretOf({ namespace, name }: KeyRef, { secrets }: Inventory): Answer<SecretFacts> {
  return secrets.get(`${namespace}/${name}`) ?? ABSENT;
}

function configObject({ apiVersion, kind, name, provider }: NeededConfig): JsonObject {
  const isNamespaced = kind === 'ProviderConfig' && apiVersion.includes('.m.');
  const metadata = isNamespaced ? { name, namespace: 'NAMESPACE' } : { name };
  return { apiVersion, kind, metadata, spec: { credentials: CREDENTIALS[provider] } };
}

const CREDENTIALS: Readonly<Record<NeededConfig['provider'], JsonObject>> = {
  DigitalOcean: {
    source: 'Secret',
    secretRef: { namespace: SYSTEM_NAMESPACE, name: 'digitalocean', key: 'credentials' },
  },
  'provider-sql': {
    source: 'PostgreSQLConnectionSecret',
    connectionSecretRef: { namespace: SYSTEM_NAMESPACE, name: 'administrator' },
  },
  'provider-http': { source: 'None' },
};
