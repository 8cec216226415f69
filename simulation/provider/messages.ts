import { asString, at, type JsonObject } from '../../src/lib/json.js';
import type { Controller } from './controller.js';

/** What Terraform says when a change would need a new counterpart: the provider never replaces one. */
export function wouldReplace({ terraformType }: Controller, resource: JsonObject): string {
  const address = `${terraformType}.${asString(at(resource, 'metadata', 'name')) ?? ''}`;
  return `Instance cannot be destroyed: Resource ${address} has lifecycle.prevent_destroy set, but the plan calls for this resource to be destroyed. To avoid this error and continue with the plan, either disable lifecycle.prevent_destroy or reduce the scope of the plan using the -target option.`;
}

/** What Terraform says of one thing that is wrong with what is written. */
export function invalid(problem: string): string {
  return `1 error occurred:\n\t* ${problem}\n\n: `;
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
