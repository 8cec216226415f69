const VERSION = 'a version: numbers separated by dots, for example 8.0';
const LABEL = 'a name of lower case letters, digits and "-" that starts and ends with a letter or digit';
const SUBDOMAIN =
  'a Kubernetes name: lower case letters, digits, "-" and ".", a letter or digit at each end and beside each "."';

/** What each pattern of the schemas means, in words that fit after "is not". */
export const PATTERN_WORDS: ReadonlyMap<string, string> = new Map([
  ['^[0-9]+(\\.[0-9]+)*$', VERSION],
  ['^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', LABEL],
  ['^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$', SUBDOMAIN],
  ['^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$', 'a size such as db-s-1vcpu-2gb: lower case letters, digits, "-" and "_"'],
  ['^[a-z0-9]+$', 'a region such as nyc3: lower case letters and digits'],
  ['^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', 'a UUID in lower case'],
  ['^(\\*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$', 'a UUID in lower case, or "*"'],
  ['^(\\*|[a-z0-9]([a-z0-9-]*[a-z0-9])?)$', 'the name of a namespace, or "*"'],
  ['^[-._a-zA-Z0-9]+$', 'a key of a Secret: letters, digits, "-", "_" and "."'],
  ['^[a-zA-Z0-9:_-]+$', 'a tag: letters, digits, ":", "_" and "-"'],
  ['^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$', 'a time of day such as 02:00 or 02:00:00'],
  [
    '^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$',
    'a database name: letters, digits, "_" and "-", with no "-" at either end',
  ],
  [
    '^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$',
    'a name of letters, digits, "_", "." and "-", with no "." or "-" at either end',
  ],
  ['^[a-z][a-z0-9_-]*$', 'the name of an extension: lower case letters, digits, "_" and "-", a letter first'],
  ['^[a-z_][a-z0-9_]*$', 'the name of a schema: lower case letters, digits and "_", no digit first'],
  ['^https://[^\\s]+$', 'a URL that begins with https://'],
  ['^[A-Za-z0-9._-]+$', 'a key of letters, digits, ".", "_" and "-"'],
  ['^[A-Za-z0-9.:-]+$', 'a host name or an IP address'],
  ['^[A-Za-z0-9._*-]+$', 'a name or a pattern of letters, digits, ".", "_", "-" and "*"'],
  ['^[0-9]+(\\.[0-9]+)*(-IV[0-9]+)?$', 'a version of Kafka such as 3.0-IV1'],
  [
    '^([a-z0-9-]|\\$\\{namespace\\})*\\$\\{name\\}([a-z0-9-]|\\$\\{(namespace|name)\\})*$',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
    'a template of lower case letters, digits, "-", ${namespace} and at least one ${name}',
  ],
  [
    '^([a-z0-9_][a-z0-9_-]*)?\\$\\{namespace\\}_[a-z0-9_-]*\\$\\{name\\}$',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: these are the placeholders a person writes
    'a template with "${namespace}_" in it and "${name}" at its end, otherwise of lower case letters, digits, "_" and "-"',
  ],
  ['^([1-9]m|[1-5][0-9]m|[1-9]h|1[0-9]h|2[0-4]h)$', 'whole minutes from 1m to 59m, or whole hours from 1h to 24h'],
  ['^[a-z][a-z0-9-]*$', 'the name of a cluster: lower case letters, digits and "-", a letter first'],
  ['^(\\*|[a-z][a-z0-9-]*)$', 'the name of a cluster, or "*"'],
  [
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$',
    'a time in UTC such as 2026-01-31T02:00:00Z',
  ],
]);
