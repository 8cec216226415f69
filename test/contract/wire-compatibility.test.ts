import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as sdk from '@crossplane-org/function-sdk-typescript';
import { describe, expect, test } from '@jest/globals';
import { asObject, type Json, type JsonObject } from '../../src/lib/json.js';
import { covered, everything } from './coverage.js';
import { describeProtocol } from './describe-protocol.js';
import {
  MESSAGE_KEYS,
  MESSAGES,
  type MessageKey,
  pythonDescription,
  pythonMessages,
  read,
  SAMPLE,
} from './fixtures.js';
import { decodeToJson, encodeFromJson, jsonName } from './proto-json.js';
import { fieldsOf, loadProtocol, VERSIONS, type Version } from './protocol.js';

const SDK_CODECS = { request: sdk.RunFunctionRequest, response: sdk.RunFunctionResponse } as const;
const SDK_MESSAGES = {
  Condition: sdk.Condition.create(),
  CredentialData: sdk.CredentialData.create(),
  Credentials: sdk.Credentials.create(),
  Requirements: sdk.Requirements.create(),
  Resource: sdk.Resource.create(),
  ResourceSelector: sdk.ResourceSelector.create(),
  Resources: sdk.Resources.create(),
  Result: sdk.Result.create(),
  RunFunctionRequest: sdk.RunFunctionRequest.create(),
  RunFunctionResponse: sdk.RunFunctionResponse.create(),
  Schema: sdk.Schema.create(),
  SchemaSelector: sdk.SchemaSelector.create(),
  State: sdk.State.create(),
} as const;
const SDK_ENUMS = {
  Capability: sdk.Capability,
  Ready: sdk.Ready,
  Severity: sdk.Severity,
  Status: sdk.Status,
  Target: sdk.Target,
} as const;

/** Enum values that are the default of every field they occur in: they are never on the wire. */
const NEVER_SENT = ['Ready.READY_UNSPECIFIED', 'Severity.SEVERITY_UNSPECIFIED', 'Status.STATUS_CONDITION_UNSPECIFIED'];

describe.each(VERSIONS)('proto %s', (version) => {
  const protocol = loadProtocol(version);
  const typeOf = (key: MessageKey) => protocol.lookupType(MESSAGES[key]);
  const encode = (key: MessageKey) => encodeFromJson(typeOf(key), SAMPLE[key]);

  test('has every message, field, enum and method of the Python SDK and no other', () => {
    expect(describeProtocol(protocol)).toEqual(pythonDescription(version));
  });

  test('sample sets every field and uses every enum value, so that the round trips below prove all of them', () => {
    const set = MESSAGE_KEYS.flatMap((key) => [...covered(typeOf(key), typeOf(key).decode(encode(key)))]);
    const never = NEVER_SENT.map((name) => `${protocol.fullName}.${name}`);
    expect([...new Set([...set, ...never])].sort()).toEqual([...everything(MESSAGE_KEYS.map(typeOf))].sort());
  });

  describe.each(MESSAGE_KEYS)('%s', (key) => {
    const python = pythonMessages(version)[key];

    test('of the Python SDK is read as it was meant', () => {
      expect(decodeToJson(typeOf(key), Buffer.from(python.bytes, 'base64'))).toEqual(SAMPLE[key]);
    });

    test('for the Python SDK is the bytes that it has read as it was meant', () => {
      expect(Buffer.from(encode(key)).toString('base64')).toBe(python.bytes);
      expect(python.json).toEqual(SAMPLE[key]);
    });

    test('of the TypeScript SDK is read as it was meant', () => {
      const message = fromSdkJson(key, SAMPLE[key]);
      expect(decodeToJson(typeOf(key), message)).toEqual(SAMPLE[key]);
    });

    test('for the TypeScript SDK is read by it as it was meant', () => {
      expect(toSdkJson(key, encode(key))).toEqual(withDurationFields(SAMPLE[key]));
    });
  });
});

describe('the TypeScript SDK', () => {
  const protocol = loadProtocol('v1');

  test.each(Object.entries(SDK_MESSAGES))('names the fields of %s alike', (name, message) => {
    expect(Object.keys(message).sort()).toEqual(fieldsOf(protocol.lookupType(name)).map(jsonName).sort());
  });

  test.each(Object.entries(SDK_ENUMS))('numbers the values of %s alike', (name, values) => {
    const numbers = Object.entries(values).filter(
      ([key, value]) => typeof value === 'number' && key !== 'UNRECOGNIZED',
    );
    expect(Object.fromEntries(numbers)).toEqual(protocol.lookupEnum(name).values);
  });

  test('calls the method alike', () => {
    const [service, method] = ['FunctionRunnerService', 'RunFunction'];
    expect(protocol.lookupService(service).methods).toHaveProperty(method);
    expect(sdk.FunctionRunnerServiceService.runFunction.path).toBe(
      `/${protocol.fullName.slice(1)}.${service}/${method}`,
    );
  });
});

const interpreter = process.env.PYTHON_SDK;
const live = interpreter ? test : test.skip;

describe('the installed Python SDK (PYTHON_SDK names its interpreter)', () => {
  const script = fileURLToPath(new URL('python/make_fixtures.py', import.meta.url));
  const run = (...args: readonly string[]) => execFileSync(interpreter ?? '', [script, ...args], { encoding: 'utf8' });

  live('reads our messages as they were meant', () => {
    const ours = forEachVersion((version) => {
      const protocol = loadProtocol(version);
      return forEachMessage((key) => {
        const bytes = encodeFromJson(protocol.lookupType(MESSAGES[key]), SAMPLE[key]);
        return Buffer.from(bytes).toString('base64');
      });
    });
    const decoded = inFolder((folder) => {
      writeFileSync(join(folder, 'ours.json'), JSON.stringify(ours));
      return run('--decode', join(folder, 'ours.json'));
    });
    expect(JSON.parse(decoded)).toEqual(forEachVersion(() => SAMPLE));
  });

  live('still makes the committed fixtures', () => {
    inFolder((folder) => {
      run('--out', folder);
      for (const name of VERSIONS.flatMap((version) => [`descriptor-${version}.json`, `messages-${version}.json`]))
        expect({ name, text: readFileSync(join(folder, name), 'utf8') }).toEqual({ name, text: read(name) });
    });
  });
});

function fromSdkJson(key: MessageKey, json: JsonObject): Uint8Array {
  const given = withDurationFields(json);
  if (key === 'request') return SDK_CODECS.request.encode(SDK_CODECS.request.fromJSON(given)).finish();
  return SDK_CODECS.response.encode(SDK_CODECS.response.fromJSON(given)).finish();
}

function toSdkJson(key: MessageKey, bytes: Uint8Array): unknown {
  if (key === 'request') return SDK_CODECS.request.toJSON(SDK_CODECS.request.decode(bytes));
  return SDK_CODECS.response.toJSON(SDK_CODECS.response.decode(bytes));
}

/** The SDK writes a duration as a message of two fields, where protobuf's JSON form has "90.500s". */
function withDurationFields(message: JsonObject): JsonObject {
  const meta = asObject(message.meta);
  return meta.ttl === '90.500s' ? { ...message, meta: { ...meta, ttl: { seconds: 90, nanos: 500_000_000 } } } : message;
}

function forEachVersion<Value>(make: (version: Version) => Value): Record<Version, Value> {
  return { v1: make('v1'), v1beta1: make('v1beta1') };
}

function forEachMessage(make: (key: MessageKey) => Json): Record<MessageKey, Json> {
  return { request: make('request'), response: make('response') };
}

function inFolder<Value>(use: (folder: string) => Value): Value {
  const folder = mkdtempSync(join(tmpdir(), 'wire-compatibility-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
