import * as path from 'node:path';
import { openJournal } from '../journal/disk';
import type { AccountDisk } from '../session';
import { openDiskStore } from './disk-store';

/** The data of an account on this machine, in a folder that only the user can read. */
export const openAccountDisk = (folder: string, account: string): AccountDisk => ({
  journals: openJournal(path.join(folder, 'journals', account)),
  records: openDiskStore(path.join(folder, 'records', account)),
});
