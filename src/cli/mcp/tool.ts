import type * as z from 'zod';
import type { GlobalOptions } from '../options';
import type { Terminal } from '../terminal';

/** What a tool works with. */
export interface ToolContext {
  /** Provider, profile, region, as the server was started: no tool changes them. */
  readonly options: GlobalOptions;
  readonly terminal: Terminal;
}

/** What is shown to the person whose money or data it is about. */
export interface Confirmation {
  /** Sentences with the figures. */
  readonly message: string;
  /** Another one whenever something that is shown differs, so that an answer holds for what was shown alone. */
  readonly fingerprint: string;
}

/** Something that an assistant can do: a command of `spawn` with its JSON, and with options that the assistant can't choose. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** For the assistant, which reads English. */
  readonly description: string;
  readonly input: z.ZodObject;
  /** What a person has to agree to first; without it the tool changes nothing. */
  confirmation?(input: unknown, context: ToolContext): Promise<Confirmation>;
  /** @returns exit code of the command, whose output is in the terminal */
  run(input: unknown, context: ToolContext): Promise<number>;
}

/** A row of the table, whose input has the type of its schema. */
export const tool = <Input extends z.ZodObject>(
  definition: Omit<Tool, 'confirmation' | 'input' | 'run'> & {
    readonly input: Input;
    confirmation?(input: z.infer<Input>, context: ToolContext): Promise<Confirmation>;
    run(input: z.infer<Input>, context: ToolContext): Promise<number>;
  },
): Tool => {
  const { confirmation, input, run, ...named } = definition;
  return {
    ...named,
    input,
    ...(confirmation === undefined
      ? {}
      : { confirmation: (given, context) => confirmation(input.parse(given), context) }),
    run: (given, context) => run(input.parse(given), context),
  };
};
