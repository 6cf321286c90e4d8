import { t } from '@vscode/l10n';
import type { ReadContext } from '../context';
import { type Finding, plainOrQuoted, rewriteFix } from '../finding';
import type { Layer } from '../layer';
import type { ScalarNode } from '../syntax/node';

/** `user_data: train.sh` runs a command with that name, but probably the file was intended. */
export function scriptPath({ script, settings }: Layer, context: ReadContext): Finding | undefined {
  if (script?.kind !== 'inline') return undefined;
  const { node } = script;
  const text = node.text.trim();
  if (/\s/.test(text)) return undefined;
  const named = /^fileb?:\/\/(?:\.\/)?(.+)$/.exec(text)?.[1];
  if (named !== undefined) return found(node, named, true);
  if (/^(?:s3|https?|gs):\/\/./.test(text)) {
    return {
      code: 'script-path',
      severity: 'error',
      message: t(
        '`user_data` is the script itself, so this URL would run as a command, which fails. Download it in a script with `curl -fsSL` or `aws s3 cp`.',
      ),
      span: node,
      fixes: [],
    };
  }
  const path = text.replace(/^\.\//, '');
  const travels = text !== path && (settings.files ?? []).length > 0;
  if (travels || !/^[^/$~-].*\.\w+$/.test(path)) return undefined;
  return context.surroundings?.readText(path) === undefined ? undefined : found(node, path, false);
}

function found(node: ScalarNode, path: string, certain: boolean): Finding {
  const written =
    node.chunk.language === 'json' ? `{ "file": ${JSON.stringify(path)} }` : `{file: ${plainOrQuoted(path)}}`;
  return {
    code: 'script-path',
    severity: certain ? 'error' : 'warning',
    message: t(
      "`user_data` is the script itself, so the instance would run a command with this name, which doesn't exist. To run the file, write {0}.",
      written,
    ),
    span: node,
    fixes: rewriteFix(t('Change to {0}', written), node, written),
  };
}
