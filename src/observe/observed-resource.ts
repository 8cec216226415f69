import { asList, asNumber, asObject, asString, at, field, type JsonObject } from '../lib/json.js';
import type { Resource } from '../wire/resource.js';
import { EncodedStruct, type Projection, united } from '../wire/struct.js';
import { LAYOUT_ANNOTATIONS, NOTE, READ_OF_LAYOUT } from './annotations.js';
import { clusterIn, formOf, type NameForm, nameInExternalName } from './external-name.js';
import { type Health, healthOf } from './health.js';
import { CONDITION, type ObservedCondition, type Redact, readConditions } from './observed-condition.js';

/** What is read of an observed composed resource, in parts: each is decoded when it is first needed, and nothing else is. */
const PARTS = {
  /** What every managed resource and every Secret needs, in one part: each part scans the struct from its start. */
  managed: {
    apiVersion: true,
    kind: true,
    type: true,
    metadata: {
      name: true,
      uid: true,
      generation: true,
      deletionTimestamp: true,
      annotations: {
        'crossplane.io/external-name': true,
        'crossplane.io/external-create-pending': true,
        [NOTE]: true,
        ...READ_OF_LAYOUT,
      },
    },
    spec: {
      forProvider: true,
      managementPolicies: true,
      providerConfigRef: { kind: true, name: true },
      writeConnectionSecretToRef: { name: true },
    },
    status: { atProvider: true, conditions: CONDITION },
  },
  metadata: { metadata: { labels: true, annotations: true } },
  usage: { spec: { of: { resourceRef: { name: true } }, replayDeletion: true } },
  response: { status: { response: { body: true } } },
  whole: { metadata: { namespace: true }, spec: true },
  data: { data: true },
} as const satisfies Readonly<Record<string, Projection>>;

/** Everything that is read of an observed composed resource. */
export const READ_OF_COMPOSED: Projection = united(...Object.values(PARTS));

/** A composed resource as Crossplane observed it, a managed resource or a Secret. Anything may be missing, or have an unexpected type. */
export class ObservedResource {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  /** A Secret's immutable type. */
  readonly type: string | undefined;
  /** `metadata.name`, in Kubernetes. */
  readonly name: string | undefined;
  readonly uid: string | undefined;
  /** The name at DigitalOcean, in one of the forms the provider gives it. */
  readonly externalName: string | undefined;
  /** When the provider last began to create the counterpart at DigitalOcean; `undefined` if it never did. */
  readonly creationBegun: string | undefined;
  /** This function's note on it. */
  readonly note: string | undefined;
  /** `metadata.generation`: grows with each change of the spec. */
  readonly generation: number | undefined;
  /** Whether Kubernetes is deleting it. */
  readonly deleting: boolean;
  readonly forProvider: JsonObject;
  readonly managementPolicies: readonly string[];
  /** The provider's configuration, and so the account it is in. */
  readonly configRef: ConfigRef | undefined;
  /** The Secret that the provider writes its connection details to. */
  readonly connectionSecret: string | undefined;
  readonly atProvider: JsonObject;
  readonly conditions: ReadonlyMap<string, ObservedCondition>;
  readonly connectionDetails: ReadonlyMap<string, Uint8Array>;
  private readonly struct: EncodedStruct;
  private readonly marks: JsonObject;
  private known: Health | undefined;
  private form: NameForm | undefined;
  private there: string | undefined;
  private readonly parts: Partial<Record<keyof typeof PARTS, JsonObject>> = {};

  /** Its messages come from others, so they are redacted first. */
  constructor({ struct, connectionDetails }: Resource, redact: Redact = (text) => text) {
    this.struct = new EncodedStruct(struct);
    this.connectionDetails = connectionDetails;
    const managed = this.struct.decode(PARTS.managed);
    const metadata = asObject(managed.metadata);
    const spec = asObject(managed.spec);
    const status = asObject(managed.status);
    this.apiVersion = asString(managed.apiVersion);
    this.kind = asString(managed.kind);
    this.type = asString(managed.type);
    this.name = asString(metadata.name);
    this.uid = asString(metadata.uid);
    this.marks = asObject(metadata.annotations);
    this.externalName = asString(field(this.marks, 'crossplane.io/external-name'));
    this.creationBegun = asString(field(this.marks, 'crossplane.io/external-create-pending'));
    this.note = asString(field(this.marks, NOTE));
    this.generation = asNumber(metadata.generation);
    this.deleting = asString(metadata.deletionTimestamp) !== undefined;
    this.forProvider = asObject(spec.forProvider);
    this.managementPolicies = asList(spec.managementPolicies).filter((policy) => typeof policy === 'string');
    this.configRef = readConfigRef(asObject(spec.providerConfigRef));
    this.connectionSecret = asString(at(spec, 'writeConnectionSecretToRef', 'name'));
    this.atProvider = asObject(status.atProvider);
    this.conditions = readConditions(status.conditions, redact);
  }

  /** Its state as a managed resource. */
  get health(): Health {
    this.known ??= healthOf(this.conditions, this.kind);
    return this.known;
  }

  /** The cluster it was created in, which never changes. The external name holds it too, once there is one. */
  get home(): string | undefined {
    return asString(this.forProvider.clusterId) ?? asString(this.atProvider.clusterId) ?? clusterIn(this.externalName);
  }

  /** What its external name looks like. */
  get nameForm(): NameForm {
    this.form ??= formOf(this.externalName);
    return this.form;
  }

  /** The name in its external name. */
  get nameThere(): string | undefined {
    this.there ??= nameInExternalName(this.externalName);
    return this.there;
  }

  /** What this function noted of a Secret's layout and leads. */
  layoutMark(mark: keyof typeof LAYOUT_ANNOTATIONS): string | undefined {
    return asString(field(this.marks, LAYOUT_ANNOTATIONS[mark]));
  }

  get labels(): JsonObject {
    return asObject(at(this.part('metadata'), 'metadata', 'labels'));
  }

  get annotations(): JsonObject {
    return asObject(at(this.part('metadata'), 'metadata', 'annotations'));
  }

  /** Undefined for a cluster-scoped resource. */
  get namespace(): string | undefined {
    return asString(at(this.part('whole'), 'metadata', 'namespace'));
  }

  /** The whole spec, for what is written again as it was found. */
  get spec(): JsonObject {
    return asObject(this.part('whole').spec);
  }

  /** The object that a Usage protects from deletion. */
  get usedName(): string | undefined {
    return asString(at(this.part('usage'), 'spec', 'of', 'resourceRef', 'name'));
  }

  /** Whether a Usage repeats a refused deletion when it goes. */
  get replaysDeletion(): boolean {
    return at(this.part('usage'), 'spec', 'replayDeletion') === true;
  }

  /** The body of the answer to a DisposableRequest of provider-http; empty for anything else. */
  get responseBody(): string {
    return asString(at(this.part('response'), 'status', 'response', 'body')) ?? '';
  }

  /** The data of a Secret, in base64, or of a ConfigMap: needed only when the provider reports less than before. */
  get data(): JsonObject {
    return asObject(this.part('data').data);
  }

  private part(name: keyof typeof PARTS): JsonObject {
    const part = this.parts[name] ?? this.struct.decode(PARTS[name]);
    this.parts[name] = part;
    return part;
  }
}

/** A configuration of the provider; the cluster-scoped family has only one kind. */
export interface ConfigRef {
  readonly kind: string | undefined;
  readonly name: string;
}

function readConfigRef({ kind, name }: JsonObject): ConfigRef | undefined {
  const called = asString(name);
  return called === undefined ? undefined : { kind: asString(kind), name: called };
}

const utf8 = new TextDecoder();

/** A connection detail of a resource; an empty one counts as unknown. */
export function detail({ connectionDetails }: ObservedResource, key: string): string | undefined {
  const value = connectionDetails.get(key);
  return value && value.length > 0 ? utf8.decode(value) : undefined;
}
