/** What the provider tells of a cluster. */
export type AtProvider = Record<string, string | number>;

/** The entries of a Secret in the format of the Service Binding specification. */
export function secretData(
  at: AtProvider,
  username: string,
  password: string,
  database: string,
): Record<string, string> {
  const address = (host: string) => `${host}:${at.port}/${encodeURIComponent(database)}?sslmode=require`;
  const uri = (host: string) =>
    `postgresql://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${address(host)}`;
  const [host, privateHost] = [String(at.host), String(at.privateHost)];
  const entries = {
    type: 'postgresql',
    provider: 'digitalocean',
    host,
    port: String(at.port),
    username,
    password,
    database,
    uri: uri(host),
    'cluster-name': String(at.name),
    'jdbc-url': `jdbc:postgresql://${address(host)}`,
    'public-host': host,
    'public-port': String(at.port),
    'public-uri': uri(host),
    'private-host': privateHost,
    'private-port': String(at.port),
    'private-uri': uri(privateHost),
  };
  return Object.fromEntries(Object.entries(entries).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));
}
