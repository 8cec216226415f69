import type {
  ImportOptions,
  PreflightOptions,
  RenderOptions,
  SimulateOptions,
  StatusOptions,
  ValidateOptions,
} from './options.js';

/** The commands beside `serve`, with their options. Each is a bundle of its own, tools/<name>/<name>.ts, which images lack. */
export interface Tools {
  readonly completion: object;
  readonly simulate: SimulateOptions;
  readonly render: RenderOptions;
  readonly import: ImportOptions;
  readonly preflight: PreflightOptions;
  readonly status: StatusOptions;
  readonly validate: ValidateOptions;
}

/** The name of a command and of its bundle. */
export type ToolName = keyof Tools;

/** Runs a tool with the arguments and options of a command line. */
export type RunTool = <Name extends ToolName>(
  name: Name,
  args: readonly string[],
  options: Tools[Name],
) => Promise<void>;
