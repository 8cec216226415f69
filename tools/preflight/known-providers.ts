import type { ProviderName } from './needed-kinds.js';

/** Which versions of each provider are known to work, and which one to install. */
export const KNOWN_PROVIDERS: Readonly<
  Record<ProviderName, { readonly least: string; readonly below: string | undefined; readonly take: string }>
> = {
  'provider-upjet-digitalocean': { least: '1.0.1', below: '2.0.0', take: '1.0.1' },
  'provider-sql': { least: '0.16.0', below: '1.0.0', take: '0.16.0' },
  'provider-http': { least: '1.0.0', below: undefined, take: '1.0.14' },
};

/** The command that installs a provider. */
export function installing(name: ProviderName): string {
  return `crossplane xpkg install provider xpkg.crossplane.io/crossplane-contrib/${name}:v${KNOWN_PROVIDERS[name].take}`;
}
