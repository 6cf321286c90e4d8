import { t } from '@vscode/l10n';
import { Failure } from '../engine/failure';
import { askText } from './shown';

/** Prompts for MFA codes. After the user declines, it doesn't prompt again by itself, because the fleet is polled continuously. */
export class MfaPrompt {
  #declined = false;

  /** Prompts for the next code again. */
  renew(): void {
    this.#declined = false;
  }

  /** @param device its ARN or serial number. @throws Failure `MfaCodeNeeded` */
  readonly ask = async (device: string): Promise<string> => {
    const code = this.#declined
      ? undefined
      : await askText({
          title: t('Sign in to AWS'),
          prompt: t('Current code of {0}', device),
          ignoreFocusOut: true,
          validateInput: (text) => (/^\d{6}$/.test(text.trim()) ? undefined : t('A code has six digits.')),
        });
    if (code !== undefined) return code.trim();
    this.#declined = true;
    throw new Failure(
      'credentials',
      'MfaCodeNeeded',
      t(
        'The profile requires a code from a multi-factor device, and none was entered. No request was sent to AWS. Sign in, and then try again.',
      ),
    );
  };
}
