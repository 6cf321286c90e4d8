import * as vscode from 'vscode';

/** Whether a document can be changed: no side of a comparison, no answer of an extension. */
export const isEditable = ({ scheme }: vscode.Uri): boolean =>
  scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
