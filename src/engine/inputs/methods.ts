import { t } from '@vscode/l10n';
import { mostRuns } from '../../sweep/expansion';
import { objectRuns, parseObjectPattern } from '../../sweep/objects';
import type { Engine } from '../engine';
import { Failure } from '../failure';
import type { OpenSession } from '../session';

/** What sweeps take from elsewhere. */
export const inputMethods = (open: OpenSession): Pick<Engine, 'objectRuns'> => ({
  async objectRuns(address, signal) {
    const pattern = parseObjectPattern(address);
    if (pattern === undefined) throw noObjects(address);
    const { cloud } = await open(signal);
    const keys: string[] = [];
    for await (const key of cloud.objectKeys(pattern.bucket, pattern.prefix, signal)) {
      if (pattern.matches(key)) keys.push(key);
      if (keys.length > mostRuns)
        throw new Failure(
          'bad-input',
          'TooManyObjects',
          t(
            'More than {0} objects match {1}, the maximum of a sweep. Nothing was launched.',
            mostRuns,
            address,
          ),
        );
    }
    if (keys.length === 0) throw noObjects(address);
    return objectRuns(pattern, keys);
  },
});

const noObjects = (address: string): Failure =>
  new Failure(
    'bad-input',
    'NoObjects',
    t('No object in S3 matches {0}. Nothing was launched. Check the bucket and the pattern.', address),
  );
