import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from '../../src/sweep/text';

/** A language server that the editor is measured against. */
export interface Peer {
  readonly name: string;
  /** @param name tells documents of one bench apart */
  documentOf(text: string, name: number | string): TextDocument;
  validate(document: TextDocument): PromiseLike<unknown>;
  complete(document: TextDocument, at: Position): PromiseLike<unknown>;
}
