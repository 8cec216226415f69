import type { JsonObject } from '../../lib/json.js';
import type { Answer, DigitalOcean } from './digitalocean.js';

/** The connection details of a managed resource; every key starts with `attribute.`. */
export type ConnectionDetails = Readonly<Record<string, string>>;

/** What DigitalOcean shows of a counterpart that exists. */
export interface Counterpart {
  readonly atProvider: JsonObject;
  readonly details: ConnectionDetails;
}

/** What looking at DigitalOcean gave. */
export type Observation =
  | { readonly state: 'absent' }
  | { readonly state: 'failed'; readonly message: string; readonly found?: Found }
  | { readonly state: 'present'; readonly counterpart: Counterpart; readonly drift: JsonObject };

/** A counterpart that exists although observing it fails; the provider may write another external name. */
export interface Found {
  readonly counterpart: Counterpart;
  readonly externalName: string;
}

/** How one kind of managed resource is created, observed and deleted. */
export interface Controller {
  readonly terraformType: string;
  /** Parameters the API server demands unless the resource is only observed. */
  readonly required: readonly string[];
  /** Parameters that late initialisation fills in. */
  readonly lateInitialized: readonly string[];
  /** How often the provider finds the creation still running. */
  readonly creationPolls: number;
  /** Whether one poll sees the creation end and observes its outcome. */
  readonly observesAtOnce: boolean;
  /** How Terraform's error of a refused creation begins. */
  readonly creationError: (resource: JsonObject) => string;
  /** The resource with the references it makes to others replaced by what they stand for. */
  readonly resolve: (resource: JsonObject) => JsonObject;
  /** Creates the counterpart and tells its external name. */
  readonly create: (resource: JsonObject, cloud: DigitalOcean) => Answer<string>;
  readonly observe: (resource: JsonObject, cloud: DigitalOcean) => Observation;
  readonly update: (resource: JsonObject, cloud: DigitalOcean) => void;
  readonly delete: (resource: JsonObject, cloud: DigitalOcean) => void;
}
