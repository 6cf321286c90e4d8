import { foreignExpressions } from './checks/foreign-expressions';
import { leftRunning } from './checks/left-running';
import { neverEnds } from './checks/never-ends';
import { openingFindings } from './checks/opening';
import { hiddenFailures } from './checks/outcome';
import type { ScriptFinding } from './checks/script-finding';
import { strayLines } from './checks/stray-lines';
import { unclosed } from './checks/unclosed';
import { unknownVariables } from './checks/unknown-variables';
import type { ScriptFacts } from './facts';

/** The context that a script is checked with. */
export interface ScriptUse {
  /** Variables of parameters. */
  readonly provided: ReadonlySet<string>;
  /** Whether `on_complete` has an effect when the script ends. */
  readonly endsInstance: boolean;
  /** Whether the run continues until the background processes of the script have ended. */
  readonly waits: boolean;
  /** Whether runs use a custom image, whose content is unknown. */
  readonly ownImage: boolean;
}

/** Problems of a script of `user_data`. `facts`: of a shell script, if a parser is available. */
export function scriptFindings(
  text: string,
  facts: ScriptFacts | undefined,
  use: ScriptUse,
): readonly ScriptFinding[] {
  const first = openingFindings(text, use.ownImage);
  // A text that isn't a shell script, or doesn't begin like one, isn't parsed.
  if (facts === undefined || first.some(({ severity }) => severity === 'error')) return first;
  return [
    ...first,
    ...unclosed(facts),
    ...strayLines(facts),
    ...foreignExpressions(facts, use.provided),
    ...unknownVariables(facts, use.provided),
    ...(use.endsInstance ? neverEnds(facts) : []),
    ...(use.waits ? [] : leftRunning(facts, use.endsInstance)),
    ...hiddenFailures(facts),
  ];
}
