import { t } from '@vscode/l10n';
import type { Finding } from '../finding';
import type { Knowledge } from '../knowledge';
import type { Script } from '../layer';
import type { ScalarNode } from '../syntax/node';
import { type ScriptUse, scriptFindings } from './checks';
import { foldedScript } from './checks/folded';
import { placed } from './checks/script-finding';
import { type ScriptFacts, scriptFactsOf } from './facts';
import { mapScript, type ScriptMap, unmapped } from './map';
import { isOpaque } from './opaque';
import { mentions, usesOf, type VariableUse } from './uses';

/** Maximum size of EC2 user data before base64, in bytes (EC2 User Guide, "Run commands when you launch an instance"). */
const userDataLimit = 16_384;

/** Shorter scripts always fit. */
const surelyFits = 6_000;

/** Maximum size of a script that is parsed: a longer one would take seconds, so only its text is checked. Characters. */
const longestUnderstood = 512 * 1024;

/** A script of a sweep with its properties. */
export interface ReadScript {
  readonly script: Script;
  readonly text: string;
  readonly facts: ScriptFacts | undefined;
  readonly map: ScriptMap;
}

/** Reads scripts, and caches recent ones: most keystrokes don't change a script. */
export class Scripts {
  readonly #known = new Map<string, ScriptFacts | undefined>();

  constructor(private readonly knowledge: Knowledge) {}

  read(script: Script): ReadScript | undefined {
    const text = script.kind === 'inline' ? script.node.text : script.text;
    if (text === undefined) return undefined;
    const map = script.kind === 'inline' ? mapScript(script.node) : unmapped(script.node);
    return { script, text, map, facts: this.#facts(text) };
  }

  #facts(text: string): ScriptFacts | undefined {
    const { shell } = this.knowledge;
    if (shell === undefined || text.length > longestUnderstood) return undefined;
    if (this.#known.has(text)) return this.#known.get(text);
    const facts = scriptFactsOf(text, shell);
    if (this.#known.size >= 64) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(text, facts);
    return facts;
  }

  /** Every place where a script names a variable. */
  uses({ text, facts }: ReadScript, variable: string): readonly VariableUse[] {
    return usesOf(text, variable, facts, this.knowledge.shell);
  }

  /** Problems of a script with this use. */
  check(read: ReadScript, use: ScriptUse): readonly Finding[] {
    const { facts, map, script, text } = read;
    const folded = script.kind === 'inline' ? foldedScript(script.node) : undefined;
    // Of lines that are joined by mistake, nothing else is known.
    const findings: Finding[] =
      folded === undefined
        ? scriptFindings(text, facts, use).map((finding) => placed(finding, map))
        : [folded];
    const { packedSize } = this.knowledge;
    const size = packedSize === undefined || text.length < surelyFits ? 0 : packedSize(text);
    if (size > userDataLimit) {
      findings.push({
        code: 'user-data-too-large',
        // A launch that can write to the bucket uses the bucket instead.
        severity: 'warning',
        message: t(
          'Compressed, this script has {0} bytes, and user data is limited to {1}. It will be sent through the results bucket, which requires a role for the instances. Put programs and data under `files` instead.',
          size,
          userDataLimit,
        ),
        span: headOf(script.node),
        fixes: [],
      });
    }
    return findings;
  }
}

/** The first line of a scalar: underlining the full script wouldn't help. */
function headOf(node: ScalarNode): Finding['span'] {
  const end = node.chunk.text.indexOf('\n', node.start);
  return { chunk: node.chunk, start: node.start, end: end === -1 ? node.end : Math.min(end, node.end) };
}

/** Whether a script doesn't name the variable, and starts no program that could read it. */
export const leavesOut = ({ facts, text }: ReadScript, variable: string): boolean =>
  facts !== undefined && !isOpaque(facts) && !mentions(text, variable);
