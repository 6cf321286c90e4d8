import assert from 'node:assert/strict';
import { tooOld } from '../../../src/cli/aws-cli';

describe('whether an AWS CLI knows AWS_ENDPOINT_URL', () => {
  it('is identified by its version', () => {
    const verdicts = [
      'aws-cli/1.16.40 Python/2.7.18 Linux/5.10 botocore/1.12.30',
      'aws-cli/1.28.85 Python/3.8.10 Linux/5.15 botocore/1.31.85',
      'aws-cli/1.29.0 Python/3.8.10 Linux/5.15 botocore/1.31.0',
      'aws-cli/1.45.11 Python/3.11.7 Linux/6.18.44 botocore/1.43.11',
      'aws-cli/2.9.19 Python/3.11.2 Linux/6.18.44 source/x86_64.debian.12 prompt/off',
      'aws-cli/2.12.7 Python/3.11.4 Linux/5.15 exe/x86_64.ubuntu.22',
      'aws-cli/2.13.0 Python/3.11.4 Linux/5.15 exe/x86_64.ubuntu.22',
      'aws-cli/3.0.0 Python/3.14',
      'aws: command not found',
      '',
    ].map((printed) => tooOld(printed));
    assert.deepEqual(verdicts, [
      { version: '1.16.40', since: '1.29.0' },
      { version: '1.28.85', since: '1.29.0' },
      undefined,
      undefined,
      { version: '2.9.19', since: '2.13.0' },
      { version: '2.12.7', since: '2.13.0' },
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
