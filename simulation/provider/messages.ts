import { asString, at, type JsonObject } from '../../src/lib/json.js';
import type { Refusal } from '../terraform/client.js';
import type { Controller, Failure } from './controller.js';

/** What Terraform says when a change would need a new counterpart: the provider never replaces one. */
export function wouldReplace({ terraformType }: Controller, resource: JsonObject): string {
  const address = `${terraformType}.${asString(at(resource, 'metadata', 'name')) ?? ''}`;
  return `Instance cannot be destroyed: Resource ${address} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.`;
}

/** What Terraform says of one thing that is wrong with what is written, once it compares that with what there is. */
export function invalid(problem: string): string {
  return `1 error occurred:\n\t* ${problem}\n\n: `;
}

/** What the provider makes of a stack trace where it wants JSON: that is all there is to see of a panic. */
const PANIC =
  'readObjectStart: expect { or n, but found S, error found in #1 byte of ...|Stack trace|..., bigger context ...|Stack trace from the terraform-provider-digitalocea|...';

/** What is said of an apply that failed; Terraform ends every error with a colon, and details where it has any. */
export function applyFailed(failure: Failure, requestId: string): string {
  switch (failure.why) {
    case 'panic':
      return `${PANIC}: apply failed`;
    case 'invalid':
      return `apply failed: ${invalid(failure.message)}`;
    case 'refused':
      return `apply failed: Error ${failure.doing}: ${refused(failure.refusal, requestId)}: `;
  }
}

/** What is said of a look that failed before there was anything to plan. */
export function refreshFailed(failure: Failure, requestId: string): string {
  const what = failure.why === 'panic' ? `${PANIC}: refresh failed` : `refresh failed: ${textOf(failure, requestId)}`;
  return `observe failed: cannot run refresh: ${what}`;
}

function textOf(failure: Exclude<Failure, { why: 'panic' }>, requestId: string): string {
  return failure.why === 'invalid' ? failure.message : `Error ${failure.doing}: ${refused(failure.refusal, requestId)}`;
}

function refused({ method, path, status, message }: Refusal, requestId: string): string {
  const url = `https://api.digitalocean.com${path}`;
  if (status === 0) return `${method[0]}${method.slice(1).toLowerCase()} "${url}": ${message}`;
  const end = status === 429 || status >= 500 ? '; giving up after 5 attempt(s)' : '';
  return `${method} ${url}: ${status} (request "${requestId}") ${message}${end}`;
}

/** What Terraform says, colours included, when something is to be imported by anything but `<cluster id>,<name>`. */
export function importRefused(
  { terraformType, importAdvice }: Controller,
  resource: JsonObject,
  externalName: string,
): string {
  const address = `${terraformType}.${asString(at(resource, 'metadata', 'name')) ?? ''}`;
  const [plain, bold, red] = ['\u001b[0m', '\u001b[1m', '\u001b[31m'];
  return [
    `observe failed: cannot run import: ${plain}${bold}${address}: Importing from ID "${externalName}"...${plain}`,
    `${red}${red}\u2577${plain}${plain}`,
    `${red}\u2502${plain} ${plain}${bold}${red}Error: ${plain}${plain}${bold}${importAdvice}${plain}`,
    `${red}\u2502${plain} ${plain}`,
    `${red}\u2502${plain} ${plain}${plain}`,
    `${red}\u2575${plain}${plain}`,
    `${plain}${plain}`,
    ': import failed',
  ].join('\n');
}
