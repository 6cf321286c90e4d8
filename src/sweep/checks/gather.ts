import { t } from '@vscode/l10n';
import type { Contents } from '../contents';
import { headline, noRuns } from '../document-diagnostics';
import { mostRuns } from '../expansion';
import type { Finding } from '../finding';
import { blockFindings } from './blocks';
import { idleGpu } from './idle-gpu';
import { limitFindings } from './limits';
import { listedFile } from './listed-file';
import { missingFindings } from './missing';
import { nameFindings } from './names';
import { retryFindings } from './retries';
import { scriptFindingsOf } from './scripts';
import { secretNameFindings } from './secret-names';
import { secretFindings } from './secrets';
import { stopEarlyFindings } from './stop-early';
import { syntaxFindings } from './syntax';
import { variableFindings } from './variables';

/** All problems of a document, unordered. Problems of single runs were already found, and are only collected. */
export function gatherFindings(document: Contents): readonly Finding[] {
  const { top, chunks, size } = document;
  const findings: Finding[] = [...syntaxFindings(document.faulty, document.structure)];
  const broken = findings.length > 0;
  findings.push(
    ...document.sourceFindings,
    ...top.findings,
    ...blockFindings(document),
    ...listedFile(document),
  );
  for (const row of document.rows.withFindings()) findings.push(...row.findings);
  findings.push(...document.expansion.findings, ...variableFindings(document));
  findings.push(
    ...nameFindings(document),
    ...scriptFindingsOf(document),
    ...secretFindings(document),
    ...secretNameFindings(document),
    ...idleGpu(document),
  );
  if (size > mostRuns && !findings.some(({ code }) => code === 'too-many-runs')) {
    const span = headline(top, chunks);
    const message = t(
      'This sweep has {0} runs. The maximum is {1}. Remove values, or split the sweep.',
      size,
      mostRuns,
    );
    if (span !== undefined)
      findings.push({ code: 'too-many-runs', severity: 'error', message, span, fixes: [] });
  }
  if (size > 0)
    return broken
      ? findings
      : [
          ...findings,
          ...retryFindings(document),
          ...stopEarlyFindings(document),
          ...missingFindings(document),
          ...limitFindings(document),
        ];
  // Which runs there are is known when a launch is prepared.
  if (document.objects !== undefined) return findings;
  const none =
    broken || findings.some((finding) => isAboutRuns(document, finding)) ? undefined : noRuns(top, chunks);
  return none === undefined ? findings : [...findings, none];
}

/** An error at the source of the runs already explains why there are none. */
function isAboutRuns({ top, structure }: Contents, { severity, span }: Finding): boolean {
  if (structure.stray !== undefined) return true;
  return (['params', 'grid', 'zip', 'random', 'count'] as const).some((key) => {
    const block = top.blocks.get(key);
    if (severity !== 'error' || block === undefined || span.chunk !== block.key.chunk) return false;
    return span.start >= block.key.start && span.end <= Math.max(block.key.end, block.value.end);
  });
}
