import { t } from '@vscode/l10n';

/** The meaning of a value of `spot`; undefined for an invalid one. */
export function meaningOfMarket(value: string): string | undefined {
  switch (value.toLowerCase()) {
    case 'true':
      return t('Spot instances only. If the spot market has no capacity, runs wait.');
    case 'false':
      return t('On-demand instances, which EC2 does not interrupt.');
    case 'prefer':
      return t(
        'Spot instances first. A run continues on an on-demand instance after an interruption, or if the spot market has no capacity. The maximum cost is that of on-demand instances.',
      );
    default:
      return undefined;
  }
}
