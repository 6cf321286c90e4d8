import { t } from '@vscode/l10n';

// A count with its noun. A sentence takes both as one, so that it works for one and for many.

export const runsIn = (count: number): string => (count === 1 ? t('1 run') : t('{0} runs', count));

export const groupsIn = (count: number): string => (count === 1 ? t('1 group') : t('{0} groups', count));

export const filesIn = (count: number): string => (count === 1 ? t('1 file') : t('{0} files', count));

export const instancesIn = (count: number): string =>
  count === 1 ? t('1 instance') : t('{0} instances', count);

export const resourcesIn = (count: number): string =>
  count === 1 ? t('1 resource') : t('{0} resources', count);

export const sweepsIn = (count: number): string => (count === 1 ? t('1 sweep') : t('{0} sweeps', count));

export const objectsIn = (count: number): string => (count === 1 ? t('1 object') : t('{0} objects', count));
