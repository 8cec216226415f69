import { valueOr } from '../../kubernetes/cluster-reader.js';
import { keyOf, type SecretFacts } from '../../kubernetes/secret-facts.js';
import { crossplaneIn } from '../crossplane.js';
import { type Finding, findingsOf } from '../finding.js';
import type { Inventory } from '../inventory.js';
import { tlsServerSecret } from '../references.js';

const { ok, warning, problem, unread } = findingsOf('Certificates');

const KEYS = ['tls.crt', 'tls.key', 'ca.crt'];
/** Before that Crossplane makes a new one by itself. */
const SOON_MS = 14 * 24 * 60 * 60 * 1000;

/** Whether Crossplane and the functions have certificates, in time, of one authority. Keys are not looked at. */
export function checkCertificates(inventory: Inventory): readonly Finding[] {
  const { namespace, tlsClientSecret } = crossplaneIn(valueOr(inventory.deployments, []));
  const functions = [...new Set(inventory.policies.map(({ functionName }) => functionName))];
  const servers = functions.map((name) => tlsServerSecret(name, valueOr(inventory.functionRevisions, [])));
  const answers = [tlsClientSecret, ...servers].map((name) => ({
    name,
    answer: inventory.secrets.get(`${namespace}/${name}`) ?? ({ state: 'absent' } as const),
  }));
  const renewing = (name: string): string =>
    `kubectl -n ${namespace} delete secret ${name} && kubectl -n ${namespace} rollout restart deployment/crossplane`;
  const client = valueOr(answers[0]?.answer ?? { state: 'absent' }, undefined);
  return answers.flatMap(({ name, answer }, index): readonly Finding[] => {
    const title = `Secret ${namespace}/${name}`;
    if (answer.state === 'refused') return unread(title, answer);
    if (answer.state === 'absent')
      return [
        problem(
          `${title} is not there: ${index === 0 ? 'Crossplane' : 'the function'} has no certificate`,
          renewing(name),
        ),
      ];
    const wrong = whatIsWrong(answer.value, inventory.now);
    if (wrong !== undefined) return [problem(`${title} ${wrong}`, renewing(name))];
    if (client !== undefined && isOfAnother(client, answer.value))
      return [
        problem(
          `${title} is of another authority than ${tlsClientSecret}: the function refuses Crossplane`,
          renewing(`${tlsClientSecret} ${name}`),
        ),
      ];
    const until = keyOf(answer.value, 'tls.crt')?.certificate?.validTo ?? '';
    const left = Date.parse(until) - Date.parse(inventory.now);
    const day = until.slice(0, 10);
    return [
      left < SOON_MS
        ? warning(`${title} is valid until ${day} only`, renewing(name))
        : ok(`${title} is valid until ${day}`),
    ];
  });
}

function whatIsWrong(secret: SecretFacts, now: string): string | undefined {
  const missing = KEYS.filter((key) => keyOf(secret, key)?.isEmpty !== false);
  if (missing.length > 0) return `lacks ${missing.join(', ')}`;
  const certificate = keyOf(secret, 'tls.crt')?.certificate;
  if (certificate === undefined) return 'has a tls.crt that is no certificate';
  return Date.parse(certificate.validTo) < Date.parse(now)
    ? `was valid until ${certificate.validTo.slice(0, 10)}`
    : undefined;
}

/** Whether two certificates are of two authorities, as far as both say theirs. */
function isOfAnother(secret: SecretFacts, other: SecretFacts): boolean {
  const [own, others] = [authorityOf(secret), authorityOf(other)];
  return own !== undefined && others !== undefined && own !== others;
}

function authorityOf(secret: SecretFacts): string | undefined {
  return keyOf(secret, 'ca.crt')?.certificate?.fingerprint;
}
