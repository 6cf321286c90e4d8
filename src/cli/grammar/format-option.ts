import { t } from '@vscode/l10n';
import { Option } from 'commander';
import { listFormats } from '../list-format';

/** The option of every command that prints a list. */
export const formatOption = (more: readonly string[] = []): Option =>
  new Option('--format <format>', t('output format (default: table)')).choices([...listFormats, ...more]);
