import { DigitalOcean } from '../../../simulation/provider/digitalocean.js';
import { Provider } from '../../../simulation/provider/provider.js';
import type { Cluster } from './cluster.js';
import type { RunningProvider } from './provider.js';
import { MANAGED_APIS, MANAGED_KINDS } from './provider-crds.js';
import { StandIn, type Watched } from './stand-in.js';

/** The kinds it looks after, each with its API. */
export const WATCHED: readonly Watched[] = Object.values(MANAGED_APIS).flatMap((api) =>
  MANAGED_KINDS.map((kind) => [api, kind] as const),
);
/** What the API server refuses in a namespace that is being deleted. */
const TERMINATING = /because it is being terminated$/;

/** The provider's controllers at work in a real cluster, next to a DigitalOcean that is simulated. */
export class ProviderStandIn extends StandIn implements RunningProvider {
  readonly name = 'a stand-in of the provider';
  readonly cloud = new DigitalOcean();
  readonly #provider = new Provider(this.mirror, this.cloud);

  constructor(cluster: Cluster, watched = WATCHED) {
    super(cluster, watched, TERMINATING);
  }

  protected override look(now: string): void {
    this.#provider.poll(now);
  }
}
