import assert from 'node:assert/strict';
import { hasSecrets, keptName, keptSecrets, planSweep, policiesOf } from '../../../src/plan/plan';
import { type SecretAccess, secretLines } from '../../../src/plan/secrets';
import { clientTokenOf } from '../../../src/plan/token';
import { IDENTITY, runOf, sweepOf } from './runs';

const access: SecretAccess = {
  folder: '/spawn/secrets/abc/',
  services: {
    'us-east-1': { ssm: 'https://ssm', secretsmanager: 'https://sm' },
  },
};
const secrets = { TOKEN: 'env', KEY: 'ssm:/team/key', PASSWORD: 'secretsmanager:prod/db' };

describe('the secrets of a run', () => {
  it('are in the table by their places, and never by their values', () => {
    const { settings } = runOf(0, { secrets });
    assert.deepEqual(secretLines(settings, access), [
      'csecrets=us-east-1 https://ssm https://sm',
      'vTOKEN=ssm:/spawn/secrets/abc/TOKEN',
      'vKEY=ssm:/team/key',
      'vPASSWORD=secretsmanager:prod/db',
    ]);
    // Where no service is known there, nothing can be read.
    assert.deepEqual(secretLines(runOf(0, { secrets, region: 'eu-west-1' }).settings, access), []);
    assert.equal(keptName(access, 'TOKEN'), '/spawn/secrets/abc/TOKEN');
  });

  it('that are taken from the environment are kept once for each region', () => {
    const runs = [
      runOf(0, { secrets }),
      runOf(1, { secrets: { TOKEN: 'env', OTHER: 'env' } }),
      runOf(2, { secrets, region: 'eu-west-1' }),
      runOf(3),
    ];
    assert.deepEqual(keptSecrets(runs), [
      { region: 'us-east-1', variable: 'TOKEN' },
      { region: 'us-east-1', variable: 'OTHER' },
      { region: 'eu-west-1', variable: 'TOKEN' },
    ]);
    assert.deepEqual(
      runs.map(({ settings }) => hasSecrets(settings)),
      [true, true, true, false],
    );
    assert.equal(hasSecrets(runOf(0, { secrets: {} }).settings), false);
  });

  it('are what its role may read, in addition to its policies', () => {
    const policies = (more: Parameters<typeof runOf>[1]) => policiesOf(runOf(0, more).settings);
    assert.equal(policies({}), undefined);
    assert.deepEqual(policies({ iamPolicy: ['s3:ReadOnly'] }), ['s3:ReadOnly']);
    assert.deepEqual(policies({ iamPolicy: ['s3:ReadOnly'], secrets }), [
      's3:ReadOnly',
      'secret:us-east-1:env:TOKEN',
      'secret:us-east-1:ssm:/team/key',
      'secret:us-east-1:secretsmanager:prod/db',
    ]);
    assert.deepEqual(policies({ secrets: { A: 'ssm:/one', B: 'ssm:/one' } }), ['secret:us-east-1:ssm:/one']);
  });
});

describe('runs that may share a call', () => {
  const together = (...settings: readonly Parameters<typeof runOf>[1][]): boolean =>
    planSweep(sweepOf(settings.map((own, index) => runOf(index, own))), IDENTITY, undefined).batches
      .length === 1;

  it('name the same tags, groups and policies, in whatever order', () => {
    assert.ok(together({ tags: { a: '1', b: '2' } }, { tags: { b: '2', a: '1' } }));
    assert.ok(together({ securityGroups: ['sg-1', 'sg-2'] }, { securityGroups: ['sg-2', 'sg-1', 'sg-1'] }));
    assert.ok(
      together(
        { iamPolicy: ['s3:ReadOnly', 'logs:WriteOnly'] },
        { iamPolicy: ['logs:WriteOnly', 's3:ReadOnly'] },
      ),
    );
    assert.ok(!together({ tags: { a: '1' } }, { tags: { a: '2' } }));
    assert.ok(!together({ tags: { a: '1' } }, { tags: { b: '1' } }));
    assert.ok(!together({ secrets: { A: 'ssm:/one' } }, {}));
    assert.ok(!together({ onComplete: 'stop' }, { onComplete: 'keep' }));
    assert.ok(together({ onComplete: 'terminate' }, { onComplete: 'keep' }));
  });
});

describe('the client token of a call', () => {
  it('is readable up to 64 characters, and is hashed within them where it is longer', () => {
    const token = (id: string) => clientTokenOf(id, 'b0', 1);
    const most = 'a'.repeat(64 - '-b0-1'.length);
    assert.equal(token(most), `${most}-b0-1`);
    assert.match(token(`${most}a`), /^a{39}\.[0-9a-f]{24}$/);
    assert.equal(token(`${most}a`).length, 64);
    assert.match(token('é/x'), /^-x-b0-1\.[0-9a-f]{24}$/);
    assert.notEqual(token(`${most}a`), token(`${most}b`));
    assert.notEqual(clientTokenOf('s', 'b-0', 1), clientTokenOf('s-b', '0', 1));
  });
});
