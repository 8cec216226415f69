import type { SecretIntent } from '../../api/connection.js';
import { quote } from '../../api/quote.js';
import type { Report } from '../../lib/issue.js';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const DOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const RESERVED = /^(?:.*\.)?crossplane\.io$/;

/** Reports problems of a Secret's labels and annotations. */
export function checkSecretMetadata(report: Report, { path, labels, annotations }: SecretIntent): void {
  checkNames(report, `${path}.labels`, labels);
  for (const [key, value] of Object.entries(labels))
    if (!LABEL_VALUE.test(value))
      report(
        `${path}.labels[${quote(key)}]`,
        `${quote(value)} is not a valid label value: use letters, digits, "-", "_" and ".", with a letter or digit at each end`,
      );
  checkNames(report, `${path}.annotations`, annotations);
}

function checkNames(report: Report, path: string, entries: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(entries)) {
    const problem = nameProblem(key);
    if (problem !== undefined) report(`${path}[${quote(key)}]`, problem);
  }
}

function nameProblem(key: string): string | undefined {
  const [domain, name, ...rest] = key.includes('/') ? key.split('/') : ['', key];
  if (rest.length > 0 || name === undefined || !NAME.test(name) || (key.includes('/') && !isDomain(domain)))
    return 'is not a valid name: use at most 63 letters, digits, "-", "_" and ".", after an optional domain and "/"';
  return domain && RESERVED.test(domain)
    ? 'is reserved for Crossplane and this function: use another domain'
    : undefined;
}

function isDomain(domain: string | undefined): boolean {
  return domain !== undefined && domain.length <= 253 && DOMAIN.test(domain);
}
