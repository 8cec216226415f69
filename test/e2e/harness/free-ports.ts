import { createServer } from 'node:net';

/** Free ports of the loopback interface, all different: they are held until the last one is known. */
export async function freePorts<const Names extends readonly string[]>(
  ...names: Names
): Promise<Readonly<Record<Names[number], number>>> {
  const held = await Promise.all(names.map(hold));
  await Promise.all(held.map(({ release }) => release()));
  const entries = names.map((name, index) => [name, held[index]?.port ?? 0]);
  return Object.fromEntries(entries) as Record<Names[number], number>;
}

function hold(): Promise<{ readonly port: number; readonly release: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({ port, release: () => new Promise((released) => server.close(() => released())) });
    });
  });
}
