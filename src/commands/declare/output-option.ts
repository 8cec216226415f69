import { Option } from 'commander';

/** The flag that says how to print, the same for all commands; the first format is the default. */
export function outputOption<Format extends string>(formats: readonly [Format, ...Format[]]): Option {
  return new Option('-o, --output <format>', 'how to print').choices(formats).default(formats[0]);
}
