import type { Problem } from '../../sweep/problem';
import { plain } from './plain';

/** As compilers print them: `ml-sweep.yaml:12:5 error A run has no name. [no-name]`, lines and columns from 1. */
export function renderProblems(file: string, problems: readonly Problem[]): string {
  return problems
    .map(({ range, severity, message, code }) => {
      const { line, character } = range.start;
      return `${plain(file)}:${line + 1}:${character + 1} ${severity} ${plain(message)} [${code}]`;
    })
    .join('\n');
}

/** `2 errors, 1 warning` */
export function countProblems(problems: readonly Problem[]): string {
  return (['error', 'warning', 'information'] as const)
    .map(
      (severity) => [severity, problems.filter((problem) => problem.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => {
      const noun = severity === 'information' ? 'note' : severity;
      return `${count} ${noun}${count === 1 ? '' : 's'}`;
    })
    .join(', ');
}

/** A list for programs: code, severity, message, range with 0-based lines and characters, as in LSP. */
export const problemsJson = (problems: readonly Problem[]): readonly unknown[] =>
  problems.map(({ code, severity, message, range }) => ({ code, severity, message, range }));

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');
