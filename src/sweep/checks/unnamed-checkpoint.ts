import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import type { ScriptFacts } from '../script/facts';
import { isOpaque } from '../script/opaque';
import { isPlainProgram } from '../script/well-known';
import { literalOf } from '../script/words';

/** A checkpoint that no script writes or reads: reported only if the whole program is known. */
export function unnamedCheckpoint(document: Contents): readonly Finding[] {
  const { context, defaults, rows, scripts } = document;
  const { checkpoint, files = [] } = defaults.settings;
  const entry = defaults.reserved.get('checkpoint');
  const { script } = defaults;
  if (checkpoint === undefined || entry === undefined || script === undefined || files.length > 0) return [];
  if (rows.withScript()[Symbol.iterator]().next().done !== true) return [];
  const read = scripts.read(script);
  if (read?.facts === undefined || !isInView(read.facts)) return [];
  const name = checkpoint.path.slice(checkpoint.path.lastIndexOf('/') + 1);
  if (read.text.includes(name) || isInParameters(document, name)) return [];
  return [
    {
      code: 'unnamed-checkpoint',
      severity: 'information',
      message: t(
        "The script doesn't mention `{0}`. To continue after an interruption, it must save its state there, and read it when it starts.",
        checkpoint.path,
      ),
      span: context.resolve(entry.value) ?? entry.value,
      fixes: [],
    },
  ];
}

const interpreter = /^(?:python[\d.]*|Rscript|node|perl|ruby|julia|bash|sh)$/;

/** Whether the text contains the whole program: it starts only system programs, and interpreters of code that it contains. */
function isInView(facts: ScriptFacts): boolean {
  const { broken, commands, functions, openEnded, text } = facts;
  if (!isOpaque(facts)) return true;
  if (openEnded || broken) return false;
  return commands.every(({ args, name }) => {
    if (isPlainProgram(name) || functions.has(name)) return true;
    const words = args.map((argument) => literalOf(argument, text).text);
    return (
      interpreter.test(name) &&
      words.every((word, at) => word.startsWith('-') || /^-[ce]$/.test(words[at - 1] ?? ''))
    );
  });
}

/** Whether the value of a parameter contains the name, so that the script can get it from there. */
function isInParameters({ defaults, expansion, rows }: Contents, name: string): boolean {
  const names = ({ parameters }: Contents['defaults']): boolean =>
    parameters.some(({ value }) => value.text.includes(name));
  if (names(defaults)) return true;
  for (const { cell } of rows) if (names(cell.layer)) return true;
  return expansion.combinations.some(({ layers }) => layers.some(names));
}
