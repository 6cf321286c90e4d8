import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { Engine } from '../../../src/engine/engine';
import { captured, failsWith } from '../attacks/captive';
import { errorName, eventually } from '../local/harness';
import { ignore, launched, requestFor, statesOf, sweepOf, World } from './world';

/** Quotes, what sed and printf read as more than text, several lines, and characters beyond ASCII. */
const values = {
  SPAWN_TEST_KEY: 'k3y-of/the&launch$er"s\\n.*[x]^',
  DB: "p'ass word/☃🎉\\0101",
  HUB: '{"user":"me","line":"one\\ntwo"}\n-----BEGIN KEY-----\nMIIabc+/=\n-----END KEY-----\n',
};
const secrets = { SPAWN_TEST_KEY: 'env', DB: 'ssm:/ml/db', HUB: 'secretsmanager:ml/hub' };

/** Prints each secret in all the ways of a careless script, and writes down what proves that it had them. */
const careless = `#!/bin/sh
set -x
mkdir -p /tmp/results
for name in SPAWN_TEST_KEY DB HUB; do
  eval "printf '%s' \\"\\$$name\\"" | sha256sum >/tmp/results/$name.txt
done
printf 'key=%s, db=%s\\n' "$SPAWN_TEST_KEY" "$DB"
set +x
printf '%s\\n' "$HUB" >&2
printf '%s' "$SPAWN_TEST_KEY" | { head -c 9; sleep 0.3; cat; echo; }
su - ec2-user -c 'echo "login: [$SPAWN_TEST_KEY$DB]"' || (. /etc/profile.d/spawn.sh; true)
cat /etc/profile.d/spawn.sh /var/lib/spawn/profile /var/lib/spawn/row /var/lib/spawn/settings >/tmp/results/files.txt
imds=\${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}/latest
token=$(curl -s -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 600' "$imds/api/token")
curl -s -H "X-aws-ec2-metadata-token: $token" "$imds/user-data" >/tmp/results/user-data
spored complete --status failed --message "no access with $SPAWN_TEST_KEY"
`;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

class Keeper {
  readonly #options;
  readonly ssm;
  readonly #manager;

  constructor(world: World) {
    const { accessKeyId, endpoint, region, secretAccessKey } = world.cloud;
    this.#options = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    this.ssm = new SSMClient(this.#options);
    this.#manager = new SecretsManagerClient(this.#options);
  }

  async keep(): Promise<void> {
    await this.ssm.send(new PutParameterCommand({ Name: '/ml/db', Value: values.DB, Type: 'SecureString' }));
    await this.#manager.send(new CreateSecretCommand({ Name: 'ml/hub', SecretString: values.HUB }));
  }

  /** Names of all parameters, by the store's own account. */
  async names(): Promise<readonly string[]> {
    const { Parameters = [] } = await this.ssm.send(new DescribeParametersCommand({}));
    return Parameters.flatMap(({ Name }) => Name ?? []);
  }

  destroy(): void {
    this.ssm.destroy();
    this.#manager.destroy();
  }
}

/** Every file below a folder that holds one of these texts, also packed. */
async function holding(folder: string, texts: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await fs.readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = await fs.readFile(file).catch(() => Buffer.alloc(0));
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = packed ? gunzipSync(bytes) : bytes;
    if (texts.some((one) => text.includes(one))) found.push(file);
  }
  return found;
}

/** What must be found nowhere: the values, and the lines of the longest. */
const traces = [values.SPAWN_TEST_KEY, values.DB, ...values.HUB.split('\n').filter((line) => line !== '')];

describe('the secrets of a sweep', function () {
  this.timeout(120_000);
  let world: World;
  let engine: Engine;
  let keeper: Keeper;

  before(async () => {
    world = await World.start({ compute: 'processes', slots: 4 });
    engine = world.engine();
    keeper = new Keeper(world);
    await keeper.keep();
    process.env['SPAWN_TEST_KEY'] = values.SPAWN_TEST_KEY;
  });
  after(async () => {
    delete process.env['SPAWN_TEST_KEY'];
    keeper.destroy();
    await world.stop();
  });

  it('reach the script, and nothing that anyone reads', async () => {
    const request = requestFor(sweepOf(1, { userData: careless, secrets }));
    const { id, preview } = await launched(engine, request);
    assert.ok(
      preview.notes.some((note) => note.includes('SPAWN_TEST_KEY')),
      preview.notes.join('\n'),
    );
    const ended = await eventually(async () => {
      const seen = await engine.view(id);
      return seen.finished ? seen : undefined;
    });
    assert.equal(ended.runs[0]?.state, 'failed');
    const folder = path.join(world.folder, 'collected');
    await engine.collect(id, folder, ignore);
    const file = (name: string) => fs.readFile(path.join(folder, 'run-0', name), 'utf8');
    for (const [name, value] of Object.entries(values))
      assert.equal((await file(`${name}.txt`)).slice(0, 64), hash(value), name);
    const log = await file('output.log');
    assert.match(log, /values of secrets are shown as \*\*\* in this log/);
    assert.match(log, /^key=\*\*\*, db=\*\*\*$/m);
    assert.match(log, /^spored: failed: no access with \*\*\*$/m);
    const userData = gunzipSync(await fs.readFile(path.join(folder, 'run-0', 'user-data'))).toString();
    assert.match(userData, /SPAWN_TEST_KEY=ssm:.spawn.secrets/);
    assert.deepEqual(await holding(world.folder, traces), []);
    // Objects and what was collected are looked through, packed ones too.
    assert.ok((await holding(world.folder, ['key=***, db=***'])).length >= 2);
    assert.ok((await holding(world.folder, ['SPAWN_TEST_KEY=ssm:'])).length >= 2);
    assert.deepEqual(await keeper.names(), ['/ml/db'], 'kept for the sweep alone');
  });

  it('are reported before anything is launched if they are missing', async () => {
    const asking = (wanted: Record<string, string>) =>
      engine.preview(requestFor(sweepOf(1, { secrets: wanted })));
    await assert.rejects(asking({ NOT_SET_HERE: 'env' }), failsWith('SecretNotSet', /NOT_SET_HERE/));
    await assert.rejects(asking({ A: 'ssm:/no/such' }), failsWith('SecretNotFound', /ssm:\/no\/such/));
    await assert.rejects(
      asking({ A: 'secretsmanager:no-such' }),
      failsWith('SecretNotFound', /secretsmanager:no-such/),
    );
    process.env['SPAWN_LONG'] = 'x'.repeat(4097);
    await assert.rejects(asking({ SPAWN_LONG: 'env' }), failsWith('SecretTooLong', /Secrets Manager/));
    delete process.env['SPAWN_LONG'];
    assert.deepEqual(await keeper.names(), ['/ml/db']);
  });

  it('are kept while the sweep is running, and deleted with a cancel; the rest is removed', async () => {
    const request = requestFor(
      sweepOf(1, { userData: '#!/bin/sh\nsleep 600\n', secrets: { SPAWN_TEST_KEY: 'env' } }),
    );
    const { id } = await launched(engine, request);
    const [name = ''] = (await keeper.names()).filter((one) => one.startsWith('/spawn/secrets/'));
    assert.match(name, /^\/spawn\/secrets\/[0-9a-f]{32}\/SPAWN_TEST_KEY$/);
    assert.ok(!name.includes(id));
    await engine.cancel(id, { keepRunning: false });
    assert.deepEqual(await keeper.names(), ['/ml/db']);
    const left = '/spawn/secrets/0123456789abcdef0123456789abcdef/LEFT';
    await keeper.ssm.send(new PutParameterCommand({ Name: left, Value: 'x', Type: 'SecureString' }));
    const { ownedResources } = await engine.ownedResources();
    const ours = ownedResources.filter(({ kind }) => kind === 'secret');
    assert.deepEqual(
      ours.map((one) => [one.name, one.region]),
      [[left, 'us-east-1']],
    );
    assert.deepEqual((await engine.remove(ours)).left, []);
    assert.deepEqual(await keeper.names(), ['/ml/db']);
  });

  it('are read by no one else: an instance reads its own, and lists none', async () => {
    const { captives, id } = await captured(world, engine, 1, { secrets: { SPAWN_TEST_KEY: 'env' } });
    const { endpoint, region } = world.cloud;
    const [captive] = captives;
    assert.ok(captive !== undefined);
    const asInstance = { endpoint, region, credentials: captive.credentials, maxAttempts: 1 };
    const ssm = new SSMClient(asInstance);
    const read = (Name: string) =>
      errorName(ssm.send(new GetParameterCommand({ Name, WithDecryption: true })));
    const own = (await keeper.names()).find((name) => name.startsWith('/spawn/secrets/')) ?? '';
    assert.equal(await read(own), 'no error');
    const folder = own.slice(0, own.lastIndexOf('/'));
    for (const other of ['/ml/db', `${folder}/OTHER`, `${own}/X`, `/spawn/secrets/SPAWN_TEST_KEY`])
      assert.equal(await read(other), 'AccessDeniedException', other);
    assert.equal(await errorName(ssm.send(new DescribeParametersCommand({}))), 'AccessDeniedException');
    const forged = new PutParameterCommand({ Name: own, Value: 'x', Overwrite: true });
    assert.equal(await errorName(ssm.send(forged)), 'AccessDeniedException');
    ssm.destroy();
    await engine.cancel(id, { keepRunning: false });
  });

  it('that its role may not read fail a run with a sentence, and its script does not start', async () => {
    const secretsOfOthers = { DB: 'ssm:/ml/db' };
    const request = requestFor(
      sweepOf(1, {
        iamRole: await plainProfile(world),
        secrets: secretsOfOthers,
        userData: '#!/bin/sh\necho began\n',
      }),
    );
    const { id } = await launched(engine, request);
    const ended = await eventually(async () => {
      const seen = await engine.view(id);
      return seen.finished ? seen : undefined;
    });
    assert.equal(statesOf(ended)[0], 'failed');
    const log = (await engine.log(id, 'run-0')) ?? '';
    assert.match(
      log,
      /the secret DB \(ssm:\/ml\/db\) could not be read, so the script was not started: the role/,
    );
    assert.doesNotMatch(log, /began/);
  });
});

/** The role of sweeps without secrets, as if it were a user's own. */
async function plainProfile(world: World): Promise<string> {
  const other = world.engine('setup');
  await other.setUp();
  for (const { kind, name } of (await other.ownedResources()).ownedResources) {
    if (kind !== 'role') continue;
    const ask = new GetRolePolicyCommand({ RoleName: name, PolicyName: 'spawn' });
    const { PolicyDocument = '' } = await world.iam((iam) => iam.send(ask));
    if (!PolicyDocument.includes('ssm')) return name;
  }
  throw new Error('there is no plain role');
}
