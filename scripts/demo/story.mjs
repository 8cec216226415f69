// README's first binding as a story: the JSON report of a simulation in, a page for a person out.

/** What a round is about, by the resource that is new in it; the first that fits. */
const CREATED = [
  ['cluster', 'the Cluster is created; DigitalOcean takes minutes for it'],
  ['user-', 'its user and its database, not before the cluster is there'],
  ['sql-', 'the rights of the user in its database, through provider-sql'],
  ['secret-', 'the Secret, complete or not at all'],
];
/** What of the Secret is shown. */
const KEYS = ['type', 'host', 'port', 'username', 'password', 'database', 'uri'];
const WIDTH = 76;

/** The lines of the story. `file` is the binding as it is written. */
export function story({ steps, secrets, status, ready }, file) {
  const ours = secrets.find(({ type }) => type.startsWith('servicebinding.io/'));
  const others = Object.keys(ours?.data ?? {}).filter((key) => !KEYS.includes(key)).length;
  return [
    'An application team writes a binding:',
    '',
    ...file
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => `  ${line}`),
    '',
    'Crossplane calls the function again and again. Here both Crossplane and the',
    'provider are stand-ins, and a round takes no time:',
    '',
    ...rounds(steps).map(([number, text]) => `  round ${String(number).padStart(2)}  ${text}`),
    '',
    ...(ours === undefined
      ? []
      : [
          `A Pod mounts the Secret ${ours.namespace}/${ours.name}:`,
          '',
          ...KEYS.filter((key) => key in ours.data).map((key) => cut(`  ${key.padEnd(9)} ${ours.data[key]}`)),
          `  … and ${others} more keys, such as jdbc-url and private-uri`,
          '',
        ]),
    ...conditions(status),
    '',
    ready ? 'All examples, with every change: npm run demo -- --all' : 'The binding did not become ready.',
  ];
}

/** The rounds that bring something new, each once. */
function rounds(steps) {
  const told = new Set();
  return steps.flatMap(({ round, changes }) => {
    const created = changes.filter(({ what }) => what === 'created').map(({ resource }) => resource);
    const found = CREATED.find(([start]) => created.some((each) => each.startsWith(start)) && !told.has(start));
    if (found === undefined) return [];
    told.add(found[0]);
    return [[round, found[1]]];
  });
}

function conditions({ conditions: all }) {
  const ours = ['SpecAccepted', 'ClusterReady', 'UsersReady', 'ConnectionReady', 'Ready'];
  const shown = ours.map((type) => all.find((each) => each.type === type)).filter((each) => each !== undefined);
  return [
    'What waits for what is in its conditions:',
    '',
    ...shown.map(({ type, status, reason }) => `  ${type.padEnd(15)} ${status.padEnd(5)} ${reason}`),
  ];
}

function cut(line) {
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}
