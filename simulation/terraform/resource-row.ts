import type { JsonObject } from '../../src/lib/json.js';
import type { ConnectionDetails, Controller, Place, TerraformState } from '../provider/controller.js';
import type { CloudCluster } from '../provider/digitalocean.js';

/** What of a kind the table of fields does not tell: how it is found, and what is told of it beside its fields. */
export interface ResourceRow {
  readonly kind: string;
  /** What Terraform calls it in its errors. */
  readonly noun: string;
  /** What it says that it was doing, by the last word of a request; otherwise that it was creating or updating it. */
  readonly doing?: Readonly<Record<string, string>>;
  readonly creationPolls?: number;
  /** What Terraform asks for where it is to be imported by something else. */
  readonly importAdvice?: string;
  /** Parameters that the API server demands. */
  readonly required: readonly string[];
  readonly lateInitialized?: readonly string[];
  readonly resolve?: Controller['resolve'];
  readonly externalName?: Controller['externalName'];
  readonly place: Controller['place'];
  /** What the creation says of the name, where that is no field. */
  readonly named?: (place: Place) => JsonObject;
  /** The id that Terraform goes by. */
  readonly idOf: (place: Place, answer: JsonObject) => string;
  readonly importable: (externalName: string) => Omit<TerraformState, 'attributes'> | undefined;
  /** The parameter with the name, where an import takes that from the external name. */
  readonly importsName?: string | undefined;
  /** Where it is asked for, below its cluster; a kind with a path of its own says so. */
  readonly path: (state: Pick<TerraformState, 'id' | 'name'>) => string;
  /** The key under which an answer has it; none where it stands bare. */
  readonly envelope?: string;
  /** What an answer has it under that creates it, where that is another key. */
  readonly createdEnvelope?: string;
  /** What is told of it beside its fields, and how to connect to it. */
  readonly facts: (told: Told) => JsonObject;
  readonly details?: (told: Told) => ConnectionDetails;
  /** The password that Terraform holds after a look. */
  readonly password?: (told: Told) => string | undefined;
  /** The id that a replica is resized by. */
  readonly uuid?: (state: TerraformState) => string;
  /** Whether Terraform waits for ever for something that is never told. */
  readonly isRestless?: (told: Told) => boolean;
  /** Nothing deletes a configuration. */
  readonly isKept?: boolean;
}

/** What a look at a counterpart has to tell from. */
export interface Told {
  readonly answer: JsonObject;
  readonly attributes: JsonObject;
  /** What was held before. */
  readonly state: TerraformState;
  /** The cluster it lies in, or is. */
  readonly cluster: CloudCluster;
}
