import { Option } from 'commander';
import { listFormats } from '../list-format';

/** Of every command that prints a list. */
export const formatOption = (): Option =>
  new Option('--format <format>', 'how to print (default: table)').choices(listFormats);
