import { t } from '@vscode/l10n';
import { addDefault } from '../add-default';
import type { Contents } from '../contents';
import { headline } from '../document-diagnostics';
import type { Finding } from '../finding';
import type { Layer } from '../layer';

/** Keys that are optional, but rarely omitted on purpose: `ttl` and `user_data`. */
export function missingFindings(document: Contents): readonly Finding[] {
  const findings: Finding[] = [];
  const span = headline(document.top, document.chunks);
  if (span === undefined) return findings;
  const runs = layersOfRuns(document);
  if (
    document.defaults.reserved.get('ttl') === undefined &&
    runs.some(
      (layers) =>
        !layers.some((layer) => layer.reserved.has('ttl') || layer.settings.ttlSeconds !== undefined),
    )
  ) {
    findings.push({
      code: 'no-ttl',
      severity: 'warning',
      message: t(
        'Without a `ttl`, an instance keeps running and incurs charges until someone terminates it.',
      ),
      span,
      fixes: addDefault(document.top, 'ttl', '1h'),
    });
  }
  if (
    !document.defaults.reserved.has('user_data') &&
    runs.some(
      (layers) => !layers.some((layer) => layer.script !== undefined || layer.reserved.has('user_data')),
    )
  ) {
    findings.push({
      code: 'no-user-data',
      severity: 'information',
      message: t('Without `user_data`, an instance starts but runs nothing.'),
      span,
      fixes: [],
    });
  }
  return findings;
}

function layersOfRuns(document: Contents): {
  some(test: (layers: readonly Layer[]) => boolean): boolean;
} {
  return {
    some: (test) => {
      for (const { cell } of document.rows) if (test([cell.layer])) return true;
      return document.expansion.combinations.some(({ layers }) => test(layers));
    },
  };
}
