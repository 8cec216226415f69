import type { JsonObject } from '../../src/lib/json.js';
import type { Api } from './api.js';
import type { Answer } from './digitalocean.js';

/** The connection details of a managed resource; every key starts with `attribute.`. */
export type ConnectionDetails = Readonly<Record<string, string>>;

/** What Terraform keeps of a counterpart from one look to the next, as far as anything depends on it. */
export interface TerraformState {
  readonly id: string;
  /** The cluster it lies in; a cluster's own id. */
  readonly clusterId: string;
  readonly name: string;
  /** Its password, once that was told. */
  readonly password?: string | undefined;
  /** Parameters that are never read back: what was written or sent last counts for what there is. */
  readonly believed?: JsonObject;
}

/** Where a counterpart lies and what it is called, with what is believed of one that nobody has read yet. */
export type Place = Pick<TerraformState, 'clusterId' | 'name' | 'believed'>;

/** What DigitalOcean shows of a counterpart that exists. */
export interface Counterpart {
  readonly state: TerraformState;
  readonly atProvider: JsonObject;
  readonly details: ConnectionDetails;
}

/** What Terraform plans for a counterpart that exists: only what differs is changed, and nothing is ever replaced. */
export type Plan = { readonly replaces: true } | { readonly replaces: false; readonly changes: JsonObject };

/** How one kind of managed resource is created, looked at, changed and deleted. */
export interface Controller {
  readonly terraformType: string;
  /** Parameters the API server demands unless the resource is only observed. */
  readonly required: readonly string[];
  /** Parameters that late initialisation fills in. */
  readonly lateInitialized: readonly string[];
  /** How often the provider finds the creation still running. */
  readonly creationPolls: number;
  /** How Terraform's error of a refused creation begins. */
  readonly creationError: (resource: JsonObject) => string;
  /** What Terraform answers where it cannot import by an external name. */
  readonly importAdvice: string;
  /** The resource with the references it makes to others replaced by what they stand for. */
  readonly resolve: (resource: JsonObject) => JsonObject;
  /** The name the provider goes by; some kinds go by their object's name where nothing else is said. */
  readonly externalName: (resource: JsonObject) => string | undefined;
  /** Where the counterpart is meant to lie, and what it is meant to be called. */
  readonly place: (resource: JsonObject) => Place;
  /** What an import by an external name looks for, where that has the right form. */
  readonly importable: (externalName: string) => TerraformState | undefined;
  /** What Terraform itself objects to in what is written, before it asks DigitalOcean; of one that exists it knows more. */
  readonly invalid?: (resource: JsonObject, existing: Counterpart | undefined) => string | undefined;
  readonly create: (resource: JsonObject, api: Api) => Answer<TerraformState>;
  readonly read: (state: TerraformState, api: Api) => Counterpart | undefined;
  readonly plan: (resource: JsonObject, counterpart: Counterpart) => Plan;
  /** Changes the counterpart, and tells what is known of it from then on. */
  readonly update: (resource: JsonObject, changes: JsonObject, state: TerraformState, api: Api) => TerraformState;
  readonly delete: (state: TerraformState, api: Api) => void;
}

/** What an import by `<cluster id>,<name>` looks for, which then goes by an id of its own. */
export function importByComma(idOf: (place: Place) => string): (externalName: string) => TerraformState | undefined {
  return (externalName) => {
    const [clusterId = '', name] = externalName.split(',');
    return name === undefined ? undefined : { id: idOf({ clusterId, name }), clusterId, name };
  };
}
