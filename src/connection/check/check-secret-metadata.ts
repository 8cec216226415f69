import type { SecretIntent } from '../../api/connection.js';
import { quote } from '../../api/quote.js';
import { type Issue, issuesOfEach, joinIssues, NO_ISSUES } from '../../lib/issue.js';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const DOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const RESERVED = /^(?:.*\.)?crossplane\.io$/;

/** What is wrong with a Secret's labels and annotations. */
export function checkSecretMetadata({ path, labels, annotations }: SecretIntent): readonly Issue[] {
  return joinIssues(
    checkNames(path, 'labels', labels),
    issuesOfEach(Object.entries(labels), ([key, value]) =>
      LABEL_VALUE.test(value)
        ? NO_ISSUES
        : [
            {
              path: `${path}.labels[${quote(key)}]`,
              message: `${quote(value)} is no value of a label: letters, digits, "-", "_" and ".", a letter or digit at each end`,
            },
          ],
    ),
    checkNames(path, 'annotations', annotations),
  );
}

function checkNames(
  path: string,
  field: 'labels' | 'annotations',
  entries: Readonly<Record<string, string>>,
): readonly Issue[] {
  return issuesOfEach(Object.keys(entries), (key) => {
    const problem = nameProblem(key);
    return problem === undefined ? NO_ISSUES : [{ path: `${path}.${field}[${quote(key)}]`, message: problem }];
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
