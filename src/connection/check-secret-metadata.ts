import type { SecretIntent } from '../api/connection.js';
import { quote } from '../api/quote.js';
import type { Issue } from '../lib/issue.js';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const DOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const RESERVED = /^(?:.*\.)?crossplane\.io$/;

/** What is wrong with a Secret's labels and annotations. */
export function checkSecretMetadata({ path, labels, annotations }: SecretIntent): readonly Issue[] {
  return [
    ...checkNames(`${path}.labels`, labels),
    ...Object.entries(labels).flatMap(([key, value]) =>
      LABEL_VALUE.test(value)
        ? []
        : [
            {
              path: `${path}.labels[${quote(key)}]`,
              message: `${quote(value)} is no value of a label: letters, digits, "-", "_" and ".", a letter or digit at each end`,
            },
          ],
    ),
    ...checkNames(`${path}.annotations`, annotations),
  ];
}

function checkNames(path: string, entries: Readonly<Record<string, string>>): readonly Issue[] {
  return Object.keys(entries).flatMap((key) => {
    const problem = nameProblem(key);
    return problem === undefined ? [] : [{ path: `${path}[${quote(key)}]`, message: problem }];
  });
}

function nameProblem(key: string): string | undefined {
  const [domain, name, ...rest] = key.includes('/') ? key.split('/') : ['', key];
  if (rest.length > 0 || name === undefined || !NAME.test(name) || (key.includes('/') && !isDomain(domain)))
    return 'is no name: letters, digits, "-", "_" and ".", at most 63, after a domain and "/" if there is one';
  return domain && RESERVED.test(domain) ? 'belongs to Crossplane and this function: choose another domain' : undefined;
}

function isDomain(domain: string | undefined): boolean {
  return domain !== undefined && domain.length <= 253 && DOMAIN.test(domain);
}
