import type { JsonObject } from '../../src/lib/json.js';
import type { Client, Refusal } from '../terraform/client.js';

/** The connection details of a managed resource; every key starts with `attribute.`. */
export type ConnectionDetails = Readonly<Record<string, string>>;

/** What Terraform keeps of a counterpart from one look to the next, as far as anything depends on it. */
export interface TerraformState {
  readonly id: string;
  /** The cluster it lies in; a cluster's own id. */
  readonly clusterId: string;
  readonly name: string;
  /** What it holds of the parameters: read back, or what was written where nothing is. */
  readonly attributes: JsonObject;
  /** Its password, once that was told. */
  readonly password?: string | undefined;
  /** Whether its creation failed after it was there: Terraform wants to replace it from then on. */
  readonly isTainted?: boolean;
  /** Whether it has something that is never told, so that Terraform sees a difference at every look. */
  readonly isRestless?: boolean;
}

/** Where a counterpart lies and what it is called. */
export type Place = Pick<TerraformState, 'clusterId' | 'name'>;

/** What DigitalOcean shows of a counterpart that exists. */
export interface Counterpart {
  readonly state: TerraformState;
  readonly atProvider: JsonObject;
  readonly details: ConnectionDetails;
}

/** Why something was not done: the API refused a request, Terraform objects to what is written, or the provider fell over. */
export type Failure =
  | { readonly why: 'refused'; readonly doing: string; readonly refusal: Refusal }
  | { readonly why: 'invalid'; readonly message: string }
  | { readonly why: 'panic' };

/** What a read gave: the counterpart, nothing where there is none, or why it came to no end. */
export type Found = Counterpart | Failure | undefined;

/** What a creation or a change led to: what is held from then on, if anything is, and what went wrong. */
export interface Outcome {
  readonly state?: TerraformState | undefined;
  readonly failure?: Failure | undefined;
}

/** What Terraform plans for a counterpart that exists. */
export type Plan = 'nothing' | 'change' | 'replacement' | { readonly problem: string };

/** How one kind of managed resource is created, looked at, changed and deleted. */
export interface Controller {
  readonly terraformType: string;
  /** Parameters the API server demands unless the resource is only observed. */
  readonly required: readonly string[];
  /** Parameters that late initialisation fills in. */
  readonly lateInitialized: readonly string[];
  /** How often the provider finds the creation still running. */
  readonly creationPolls: number;
  /** What Terraform answers where it cannot import by an external name. */
  readonly importAdvice: string;
  /** The resource with the references it makes to others replaced by what they stand for. */
  readonly resolve: (resource: JsonObject) => JsonObject;
  /** The name the provider goes by; some kinds go by their object's name where nothing else is said. */
  readonly externalName: (resource: JsonObject) => string | undefined;
  /** Where the counterpart is meant to lie, and what it is meant to be called. */
  readonly place: (resource: JsonObject) => Place;
  /** What is written, as Terraform gets it. */
  readonly written: (resource: JsonObject, secretOf: SecretOf) => JsonObject;
  /** What an import by an external name looks for, where that has the right form. */
  readonly importable: (externalName: string) => TerraformState | undefined;
  /** What Terraform objects to in what is written, before it looks at anything. */
  readonly invalid: (written: JsonObject) => string | undefined;
  readonly create: (place: Place, written: JsonObject, client: Client) => Outcome;
  readonly read: (state: TerraformState, client: Client) => Found;
  readonly plan: (place: Place, written: JsonObject, state: TerraformState) => Plan;
  /** Changes the counterpart, as far as that goes. */
  readonly update: (written: JsonObject, state: TerraformState, client: Client) => Outcome;
  readonly delete: (state: TerraformState, client: Client) => void;
}

/** The text that a reference to a key of a Secret stands for. */
export type SecretOf = (resource: JsonObject, reference: JsonObject) => string;

/** What an import by `<cluster id>,<name>` looks for, which then goes by an id of its own. */
export function importByComma(
  idOf: (place: Place) => string,
): (externalName: string) => Omit<TerraformState, 'attributes'> | undefined {
  return (externalName) => {
    const [clusterId = '', name] = externalName.split(',');
    return name === undefined ? undefined : { id: idOf({ clusterId, name }), clusterId, name };
  };
}
