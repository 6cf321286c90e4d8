import * as vscode from 'vscode';
import type { Position, Range, TextEdit } from '../../sweep/text';

export const toRange = ({ start, end }: Range): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

export const toPosition = ({ line, character }: Position): vscode.Position =>
  new vscode.Position(line, character);

export const toEdit = ({ range, newText }: TextEdit): vscode.TextEdit =>
  new vscode.TextEdit(toRange(range), newText);

export const fromPosition = ({ line, character }: vscode.Position): Position => ({ line, character });

export const fromRange = ({ start, end }: vscode.Range): Range => ({
  start: fromPosition(start),
  end: fromPosition(end),
});
