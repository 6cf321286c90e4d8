import { t } from '@vscode/l10n';
import picomatch from 'picomatch';
import { addDefault } from '../add-default';
import type { Contents } from '../contents';
import type { Finding } from '../finding';
import type { Layer } from '../layer';
import { defaultResults } from '../resolve';
import type { ReadScript } from '../script/scripts';
import { localOutputs } from '../script/writes-here';

/** Files that a script clearly writes below its working directory but `results` doesn't include: they are lost with the instance. */
export function unseenResults(document: Contents, layer: Layer, read: ReadScript): readonly Finding[] {
  const { defaults, top } = document;
  const patterns = layer.settings.results ?? defaults.settings.results ?? defaultResults;
  const said = new Set<string>();
  const outputs = read.facts === undefined ? [] : localOutputs(read.facts);
  return outputs.flatMap(({ path, span }): readonly Finding[] => {
    if (said.has(path) || isCollected(path, patterns)) return [];
    said.add(path);
    return [
      {
        code: 'unseen-results',
        severity: 'warning',
        message: t(
          "The script writes to `{0}` in its working directory, but `results` doesn't include it, so it is lost with the instance.",
          path,
        ),
        span: read.map.toSource(span),
        fixes:
          patterns === defaultResults && read.script.node.chunk.language === 'yaml'
            ? addDefault(top, 'results', listOf([...defaultResults, path]))
            : [],
      },
    ];
  });
}

/** Whether a pattern matches the path, one of its parent folders, or something below it. */
function isCollected(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const plain = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
    if (/^[/~]/.test(plain)) return false;
    const parts = path.split('/');
    const above = parts.map((_, depth) => parts.slice(0, depth + 1).join('/'));
    return (
      plain.startsWith(`${path}/`) || above.some((each) => picomatch.isMatch(each, plain, { dot: true }))
    );
  });
}

const listOf = (patterns: readonly string[]): string =>
  `[${patterns.map((pattern) => (/^[\w./-]+$/.test(pattern) ? pattern : `"${pattern}"`)).join(', ')}]`;
