import { createRequire } from 'node:module';
import * as path from 'node:path';
import type { SweepDocument } from '../../src/sweep/document';
import type { Knowledge } from '../../src/sweep/knowledge';

type Language = typeof import('../../src/vscode/editor/language');

/** What the editor loads with the first sweep file, as it is built. */
export const language: Language = createRequire(path.resolve('dist/extension.js'))('./language.js');

export const loadKnowledge = (): Promise<Knowledge> => language.loadKnowledge(path.resolve('dist'));

export const DEFAULTS = { instanceType: 't3.micro', region: 'us-east-1' };

/** Opens a text as the editor does. */
export function open(
  text: string,
  knowledge: Knowledge,
  format: SweepDocument['language'] = 'yaml',
): SweepDocument {
  return new language.SweepDocument(
    { text, language: format, fileName: `bench-sweep.${format}` },
    { defaults: DEFAULTS, knowledge },
  );
}
