import { t } from '@vscode/l10n';
import { secretSource } from '../sweep/secret-source';

/** Where a value of `secrets` comes from, a sentence. */
export function meaningOfSecret(written: string): string {
  switch (secretSource(written).from) {
    case 'env':
      return t(
        'The variable of this name where the sweep is launched. It is kept encrypted in the Parameter Store until the sweep has ended.',
      );
    case 'ssm':
      return t(
        'A parameter of the Parameter Store, in the region of the run. The instance reads it by its role.',
      );
    case 'secretsmanager':
      return t('A secret of Secrets Manager, in the region of the run. The instance reads it by its role.');
  }
}
