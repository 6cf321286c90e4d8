import * as vscode from 'vscode';

/** Whether a document can be changed: not one side of a comparison, or a response of an extension. */
export const isEditable = ({ scheme }: vscode.Uri): boolean =>
  scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;
