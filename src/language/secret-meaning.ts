import { t } from '@vscode/l10n';
import { secretSource } from '../sweep/secret-source';

/** Describes the source of a value of `secrets`, in a sentence. */
export function meaningOfSecret(written: string): string {
  switch (secretSource(written).from) {
    case 'env':
      return t(
        'The environment variable with this name on the machine that launches the sweep. It is stored, encrypted, in Parameter Store until the sweep ends.',
      );
    case 'ssm':
      return t(
        'A parameter in Parameter Store, in the region of the run. The instance reads it with its role.',
      );
    case 'secretsmanager':
      return t('A secret in Secrets Manager, in the region of the run. The instance reads it with its role.');
  }
}
