import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { AnswerClock } from '../../../src/aws/answer-clock';
import { Clients } from '../../../src/aws/clients';
import { Failure } from '../../../src/engine/failure';
import { systemClock } from '../../../src/engine/system-clock';

const config = [
  '[profile console]',
  'login_session = arn:aws:iam::123456789012:user/ann',
  'region = eu-west-1',
  '[profile sso]',
  'sso_session = corp',
  'sso_account_id = 123456789012',
  'sso_role_name = Lab',
  'region = eu-west-1',
  '[sso-session corp]',
  'sso_start_url = https://corp.awsapps.com/start',
  'sso_region = eu-west-1',
  '[profile admin]',
  'role_arn = arn:aws:iam::123456789012:role/admin',
  'source_profile = sso',
].join('\n');

const variables = [
  ...['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_LOGIN_CACHE_DIRECTORY', 'HOME'],
  ...['AWS_EC2_METADATA_DISABLED', 'AWS_ENDPOINT_URL', 'AWS_PROFILE'],
];

/** The SDK itself, on profiles whose session has ended: it finds no token, and asks no one. */
describe('a profile without a session', () => {
  const before = new Map(variables.map((name) => [name, process.env[name]]));
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'spawn-profiles-'));
    await writeFile(path.join(folder, 'config'), config);
    for (const name of variables) delete process.env[name];
    process.env['HOME'] = folder;
    process.env['AWS_CONFIG_FILE'] = path.join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = path.join(folder, 'credentials');
    process.env['AWS_LOGIN_CACHE_DIRECTORY'] = path.join(folder, 'login');
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  });
  afterEach(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(folder, { recursive: true });
  });

  async function refusal(profile: string): Promise<Failure> {
    const clients = new Clients(
      { profile, region: 'eu-west-1' },
      () => Promise.reject(new Error('nobody is asked')),
      new AnswerClock(systemClock),
    );
    try {
      await clients.call({ action: 'GetCallerIdentity', region: 'eu-west-1' }, () =>
        clients.sts('eu-west-1').send(new GetCallerIdentityCommand({})),
      );
    } catch (error) {
      assert.ok(error instanceof Failure, String(error));
      return error;
    } finally {
      clients.dispose();
    }
    return assert.fail('it was let in');
  }

  for (const [profile, says] of [
    [
      'console',
      /Profile console isn't signed in, or its session has expired\..* Run aws login --profile console, then/,
    ],
    [
      'sso',
      /Profile sso isn't signed in, or its session has expired\..* Run aws sso login --profile sso, then/,
    ],
    [
      'admin',
      /Profile admin isn't signed in, or its session has expired\..* Run aws sso login --profile sso, then/,
    ],
    ['nobody', /There are no AWS credentials for profile nobody\./],
  ] as const) {
    it(`${profile}: shows which command signs in`, async () => {
      const failure = await refusal(profile);
      assert.equal(failure.kind, 'credentials');
      assert.match(failure.message, says);
    });
  }
});
