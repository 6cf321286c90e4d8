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

/** What a script is checked against. */
export interface ScriptUse {
  /** Variables that parameters provide. */
  readonly provided: ReadonlySet<string>;
  /** Whether `on_complete` does something when the script ends. */
  readonly endsInstance: boolean;
  /** Whether the run continues until what the script has left running has ended. */
  readonly waits: boolean;
  /** Whether runs set a custom image, whose content is unknown. */
  readonly ownImage: boolean;
}

/** What is wrong with a script of `user_data`. `facts`: of a shell script, where a parser is there. */
export function scriptFindings(
  text: string,
  facts: ScriptFacts | undefined,
  use: ScriptUse,
): readonly ScriptFinding[] {
  const first = openingFindings(text, use.ownImage);
  // A text that isn't a shell script, or doesn't begin as one, isn't parsed.
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
