import { t } from '@vscode/l10n';
import files from './files.yaml';
import gpu from './gpu.yaml';
import grid from './grid.yaml';
import minimal from './minimal.yaml';
import random from './random.yaml';

/** A sweep file to start from. It can be launched as it is. */
export interface SweepTemplate {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly text: string;
}

/** In the order in which they are offered. */
export const sweepTemplates = (): readonly SweepTemplate[] => [
  { id: 'minimal', label: t('Minimal'), description: t('Two runs that differ in one value'), text: minimal },
  { id: 'grid', label: t('Grid'), description: t('Every combination of the values'), text: grid },
  {
    id: 'random',
    label: t('Random search'),
    description: t('Values drawn from a space, within a budget'),
    text: random,
  },
  { id: 'files', label: t('One run for each file'), description: t('Inputs from a bucket'), text: files },
  {
    id: 'gpu',
    label: t('GPU training'),
    description: t('GPU types with a driver, and an end when idle'),
    text: gpu,
  },
];
