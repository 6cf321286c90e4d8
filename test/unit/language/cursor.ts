import { SweepDocument, type SweepOptions } from '../../../src/sweep/document';
import type { Position } from '../../../src/sweep/text';

export const CONFIG = { defaults: { instanceType: 't3.micro', region: 'us-east-1' } };

/** Opens a text in which `‸` marks the cursor. */
export function at(
  marked: string,
  options: Partial<SweepOptions> & { language?: 'yaml' | 'json' } = {},
): { readonly document: SweepDocument; readonly position: Position; readonly text: string } {
  const { language = 'yaml', ...rest } = options;
  const offset = marked.indexOf('‸');
  if (offset === -1) throw new Error('no cursor in the text');
  const lines = marked.slice(0, offset).split('\n');
  const text = marked.replace('‸', '');
  return {
    document: new SweepDocument({ text, language, fileName: 'try-sweep.yaml' }, { ...CONFIG, ...rest }),
    position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
    text,
  };
}
