import assert from 'node:assert/strict';
import { profilesIn, signInArguments } from '../../../src/engine/account/profiles';

describe('profiles of the AWS files', () => {
  it('come once each, default first, without a look at secrets', () => {
    const config = '[default]\nregion = eu-west-1\n[profile "big team"]\nregion=us-east-2\n[sso-session x]\n';
    const credentials = '[work]\naws_secret_access_key = s\n[default]\n';
    assert.deepEqual(profilesIn(config, credentials), [
      { name: 'default', region: 'eu-west-1' },
      { name: 'big team', region: 'us-east-2' },
      { name: 'work' },
    ]);
  });
});

describe('how a profile signs in', () => {
  const config = [
    '[default]',
    'region = eu-central-1',
    '[profile dev]',
    'sso_session = corp',
    '[profile "old style"]',
    'sso_start_url=https://corp.awsapps.com/start',
    '[profile admin]',
    'role_arn = arn:aws:iam::1:role/admin',
    'source_profile = dev',
    '[profile console]',
    'login_session = arn:aws:iam::123456789012:user/ann',
    '[profile deploy]',
    'source_profile = console',
    '[profile circle]',
    'source_profile = circle',
    '[profile keys]',
    'sso_session =',
    '[sso-session corp]',
    'sso_start_url = https://corp.awsapps.com/start',
  ].join('\n');

  it('is the command of the profile that says so, also for those that take their credentials from it', () => {
    const names = [
      'default',
      'dev',
      'old style',
      'admin',
      'console',
      'deploy',
      'circle',
      'keys',
      'corp',
      'no',
    ];
    const found = names.map((name) => [name, signInArguments(config, name)?.join(' ')]);
    assert.deepEqual(
      found.filter(([, command]) => command !== undefined),
      [
        ['dev', 'sso login --profile dev'],
        ['old style', 'sso login --profile old style'],
        ['admin', 'sso login --profile dev'],
        ['console', 'login --profile console'],
        ['deploy', 'login --profile console'],
      ],
    );
    assert.deepEqual(signInArguments('[default]\nsso_session = corp\n', 'default'), [
      'sso',
      'login',
      '--profile',
      'default',
    ]);
  });
});
