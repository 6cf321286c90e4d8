import { t } from '@vscode/l10n';

export const runsIn = (count: number): string => (count === 1 ? t('1 run') : t('{0} runs', count));

export const groupsIn = (count: number): string => (count === 1 ? t('1 group') : t('{0} groups', count));
