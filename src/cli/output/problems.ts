import { t } from '@vscode/l10n';
import type { Problem } from '../../sweep/problem';
import { counted } from './counted';
import { plain } from './plain';
import { plainScreen, type Screen } from './screen';

/** In the format of compilers: `ml-sweep.yaml:12:5 error A run has no name. [no-name]`, with 1-based lines and columns. */
export function renderProblems(
  file: string,
  problems: readonly Problem[],
  { paint }: Screen = plainScreen,
): string {
  const styles = { error: paint.bad, warning: paint.caution, information: paint.active } as const;
  return problems
    .map(({ range, severity, message, code }) => {
      const { line, character } = range.start;
      const place = `${plain(file)}:${line + 1}:${character + 1}`;
      return `${paint.bold(place)} ${styles[severity](severity)} ${plain(message)} ${paint.dim(`[${code}]`)}`;
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
    .map(([severity, count]) => countedSeverity(severity, count))
    .join(', ');
}

function countedSeverity(severity: Problem['severity'], count: number): string {
  switch (severity) {
    case 'error':
      return counted(count, t('1 error'), t('{0} errors', count));
    case 'warning':
      return counted(count, t('1 warning'), t('{0} warnings', count));
    case 'information':
      return counted(count, t('1 note'), t('{0} notes', count));
  }
}

/** A list for programs: code, severity, message, range with 0-based lines and characters, as in LSP. */
export const problemsJson = (problems: readonly Problem[]): readonly unknown[] =>
  problems.map(({ code, severity, message, range }) => ({ code, severity, message, range }));

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error');
