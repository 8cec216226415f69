/** The API of the bindings that are written. */
export const BINDING_API = {
  apiVersion: 'bindings.digitalocean.crossplane.io/v1alpha1',
  kind: 'DatabaseBinding',
} as const;

const LONGEST = 63;

/** A name as Kubernetes takes it for an object. */
export function objectName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'database' : plain;
}

/** Gives names out, each of them once: a second one of the same name gets a number. */
export class FreeNames {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  take(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count += 1) name = `${wanted}-${count}`;
    this.#taken.add(name);
    return name;
  }
}
