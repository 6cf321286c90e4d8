import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { formIdentity, runFolder, statusFolder, sweepPrefix } from '../../../src/agent/record';
import { tlsOnlyPolicy } from '../../../src/aws/s3/bucket-policy';
import type { Inventory } from '../../../src/engine/account/inventory';
import { deleteOwnedResources } from '../../../src/engine/account/owned-resources';
import { Failure } from '../../../src/engine/failure';
import { leaseKey, logObjectKey, recordKey } from '../../../src/engine/record/keys';
import { FaultyEngine } from './faulty';
import { type Answer, ec2Error, type Passing, s3Error } from './proxy';
import { ignore, launched, requestFor, statesOf, sweepOf, World } from './world';

const iamActions = /^(Get|Create|Put|Delete|List|Add|Remove).*(Role|InstanceProfile)/;

const s3Of = ({ cloud: { accessKeyId, endpoint, region, secretAccessKey } }: World): S3Client =>
  new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });

describe('the account', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  it('is set up once, shows what is, and is left as it was found', async () => {
    const engine = world.engine();
    const steps = (await engine.setupState()).steps;
    assert.deepEqual(
      steps.map(({ kind }) => kind),
      ['bucket', 'role', 'instance-profile'],
    );
    for (const step of steps) assert.match(step.purpose, /\.$/);
    const { account } = await engine.identity();
    assert.equal(steps[0]?.policy, tlsOnlyPolicy(`spawn-results-${account}-us-east-1`, 'us-east-1'));
    await engine.setUp();
    await engine.setUp();
    assert.deepEqual((await world.engine('other').setupState()).steps, []);
    const { ownedResources: made } = await engine.ownedResources();
    assert.deepEqual(made.map(({ kind }) => kind).sort(), ['bucket', 'role']);

    const request = requestFor(sweepOf(2));
    const preview = await engine.preview(request);
    assert.deepEqual(preview.setup, []);
    await engine.launch(preview, ignore);
    await assert.rejects(
      engine.remove(made),
      (error) => error instanceof Failure && error.code === 'InstancesAlive',
    );
    await engine.cancel(preview.sweepId, { keepRunning: false });
    await gone(() => world.instances(preview.sweepId));
    await engine.remove(made);
    assert.deepEqual((await engine.ownedResources()).ownedResources, []);
    await engine.remove(made);
    assert.equal((await world.engine('third').setupState()).steps.length, 3);
  });

  it('has S3 remove unfinished uploads, and results after so many days where the user wants that, next to rules of others', async () => {
    const engine = world.engine();
    await engine.setUp();
    const { account } = await engine.identity();
    const Bucket = `spawn-results-${account}-us-east-1`;
    const s3 = s3Of(world);
    const rules = async () =>
      ((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? []).map(
        ({ AbortIncompleteMultipartUpload, Expiration, Filter, ID }) => [
          ID,
          Filter?.Prefix,
          Expiration?.Days ?? AbortIncompleteMultipartUpload?.DaysAfterInitiation,
        ],
      );
    try {
      const aborted = ['spawn-aborted-uploads', '', 2];
      assert.deepEqual(await rules(), [aborted]);
      const other = {
        ID: 'archive',
        Status: 'Enabled',
        Filter: { Prefix: 'old/' },
        Expiration: { Days: 9 },
      } as const;
      await s3.send(
        new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [other] } }),
      );
      const [step, ...others] = (await world.engine('wishes').setupState(undefined, { expireDays: 90 }))
        .steps;
      assert.deepEqual([step?.kind, step?.name, others], ['lifecycle', Bucket, []]);
      assert.match(step?.purpose ?? '', /deletes records, logs, and results 90 days after/);
      await world.engine('wishes').setUp(undefined, { expireDays: 90 });
      assert.deepEqual(await rules(), [
        ['archive', 'old/', 9],
        aborted,
        ['spawn-expire-results', 'sweeps/', 90],
      ]);
      assert.deepEqual((await world.engine('again').setupState(undefined, { expireDays: 90 })).steps, []);
      assert.deepEqual(
        (await world.engine('again').setupState()).steps,
        [],
        'nothing is wanted, and nothing changed',
      );
      await world.engine('never').setUp(undefined, { expireDays: 0 });
      assert.deepEqual(await rules(), [['archive', 'old/', 9], aborted]);
    } finally {
      s3.destroy();
    }
  });

  it('is not taken apart under an instance that EC2 does not show yet, though the bucket of another sweep is gone', async () => {
    const slow = await World.start({ consistencyLagMs: 60_000, iamPropagationMs: 0 });
    try {
      const engine = slow.engine();
      for (const bucket of ['spawn-kept', 'spawn-gone']) {
        await launched(engine, { ...requestFor(sweepOf(1)), bucket });
      }
      assert.deepEqual(await engine.instances(), []);
      const { ownedResources: made } = await engine.ownedResources();
      const gone = { kind: 'bucket', name: 'spawn-gone', region: 'us-east-1', purpose: '' } as const;
      await deleteOwnedResources([gone], slow.aws);
      await assert.rejects(
        engine.remove(made),
        (error) => error instanceof Failure && error.code === 'InstancesAlive',
      );
    } finally {
      await slow.stop();
    }
  });

  it('hands on what was asked while a launch was prepared', async () => {
    const engine = world.engine();
    const ami = await world.aws.compute('us-east-1').latestImage('al2023', 'arm64');
    const sweep = sweepOf(2, { spot: true, ami, instanceTypes: ['t4g.micro', 'c7g.large'] });
    const { facts } = await engine.preview(requestFor(sweep));
    assert.ok(facts !== undefined);
    assert.deepEqual(
      facts.quotas.map(({ code, instanceType, region, spot }) => [code, instanceType, region, spot]),
      [
        ['L-34B43A08', 't4g.micro', 'us-east-1', true],
        ['L-34B43A08', 'c7g.large', 'us-east-1', true],
      ],
    );
    assert.deepEqual(
      facts.spotPrices.map(({ instanceType, usdPerHour }) => [instanceType, usdPerHour > 0]),
      [
        ['t4g.micro', true],
        ['c7g.large', true],
      ],
    );
    assert.deepEqual(facts.images, [
      { ami, architecture: 'arm64', diskGib: 8, drivers: [], loginUser: 'ec2-user' },
    ]);
  });

  describe('whose role someone has changed', () => {
    const everything =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
    const boundary = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
    const changes: readonly (readonly [
      what: string,
      said: RegExp,
      change: (iam: IAMClient, role: string) => Promise<unknown>,
    ])[] = [
      [
        'its policy',
        /was changed: its policy spawn\./,
        (iam, RoleName) =>
          iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'spawn', PolicyDocument: everything })),
      ],
      [
        'a second policy',
        /an unexpected policy more/,
        (iam, RoleName) =>
          iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'more', PolicyDocument: everything })),
      ],
      [
        'an attached policy',
        /the attached policy arn:aws:iam::aws:policy\/AmazonS3ReadOnlyAccess/,
        (iam, RoleName) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: boundary })),
      ],
      [
        'its trust policy',
        /its trust policy/,
        (iam, RoleName) =>
          iam.send(
            new UpdateAssumeRolePolicyCommand({
              RoleName,
              PolicyDocument:
                '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}',
            }),
          ),
      ],
    ];
    for (const [what, said, change] of changes)
      it(`shows and undoes it: ${what}`, async () => {
        const role = await instanceRole();
        const before = await rightsOf(role);
        await world.iam((iam) => change(iam, role));
        assert.notDeepEqual(await rightsOf(role), before);
        const later = world.engine();
        const steps = (await later.setupState()).steps;
        assert.deepEqual(
          steps.map(({ kind }) => kind),
          ['role'],
        );
        assert.match(steps[0]?.purpose ?? '', said);
        await later.setUp();
        assert.deepEqual(await rightsOf(role), before);
        assert.deepEqual((await world.engine().setupState()).steps, []);
      });

    it('or put another one into its profile', async () => {
      const role = await instanceRole();
      await world.iam(async (iam) => {
        const trust = (await iam.send(new GetRoleCommand({ RoleName: role }))).Role?.AssumeRolePolicyDocument;
        await iam.send(
          new CreateRoleCommand({
            RoleName: 'mighty',
            AssumeRolePolicyDocument: decodeURIComponent(trust ?? ''),
          }),
        );
        const InstanceProfileName = role;
        await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: role }));
        await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'mighty' }));
      });
      const later = world.engine();
      assert.deepEqual(
        (await later.setupState()).steps.map(({ kind }) => kind),
        ['instance-profile'],
      );
      await later.setUp();
      const roles = await world.iam(async (iam) => {
        const found = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: role }));
        return found.InstanceProfile?.Roles?.map(({ RoleName }) => RoleName);
      });
      assert.deepEqual(roles, [role]);
      assert.deepEqual((await world.engine().setupState()).steps, []);
    });

    it('and takes away its boundary, where the user wants one', async () => {
      const bounded = { permissionsBoundary: boundary };
      const engine = world.engine('here', bounded);
      await engine.setUp();
      const role =
        (await engine.ownedResources()).ownedResources.find(({ kind }) => kind === 'role')?.name ?? '';
      const boundaryOf = () =>
        world.iam(async (iam) => {
          const found = await iam.send(new GetRoleCommand({ RoleName: role }));
          return found.Role?.PermissionsBoundary?.PermissionsBoundaryArn;
        });
      assert.equal(await boundaryOf(), boundary);
      await world.iam((iam) => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: role })));
      const later = world.engine('later', bounded);
      const [step, ...others] = (await later.setupState()).steps;
      assert.match(
        step?.purpose ?? '',
        /ReadOnlyAccess limits its permissions.*was changed: its permissions boundary/,
      );
      assert.deepEqual(others, []);
      await later.setUp();
      assert.equal(await boundaryOf(), boundary);
      const unbounded = (await world.engine('unbounded').setupState()).steps;
      assert.deepEqual(
        unbounded.map(({ kind }) => kind),
        ['role', 'instance-profile'],
        'without a boundary it is another role',
      );
      await assert.rejects(
        world.engine('wrong', { permissionsBoundary: 'SpawnBoundary' }).setupState(),
        (error) => error instanceof Failure && error.code === 'BadBoundary',
      );
    });

    async function instanceRole(): Promise<string> {
      const engine = world.engine();
      await engine.setUp();
      return (await engine.ownedResources()).ownedResources.find(({ kind }) => kind === 'role')?.name ?? '';
    }

    /** All that IAM says of what a role may do, and who may be it. */
    const rightsOf = (RoleName: string) =>
      world.iam(async (iam) => {
        const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
        const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
        const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
        const policies = PolicyNames.map((PolicyName) =>
          iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
        );
        return {
          trust: Role?.AssumeRolePolicyDocument,
          policies: (await Promise.all(policies)).map(({ PolicyDocument }) => PolicyDocument),
          attached: AttachedPolicies,
        };
      });
  });

  describe('that is removed', () => {
    let faulty: FaultyEngine;
    beforeEach(async () => {
      faulty = await FaultyEngine.start(world, 'here');
      await faulty.engine.setUp();
    });
    afterEach(() => faulty.stop());

    const names = ({ ownedResources }: Pick<Inventory, 'ownedResources'>): readonly string[] =>
      ownedResources.map(({ kind, region }) => `${kind} ${region}`).sort();

    it('has been searched in every region, also for what another machine made', async () => {
      const elsewhere = world.engine('elsewhere', { region: 'eu-west-1' });
      await elsewhere.setUp();
      const before = await faulty.engine.ownedResources();
      assert.deepEqual(names(before), [
        'bucket eu-west-1',
        'bucket us-east-1',
        'role us-east-1',
        'role us-east-1',
      ]);
      assert.deepEqual(before.unseen, []);
      const request = { ...requestFor(sweepOf(1, { region: 'eu-west-1' })), region: 'eu-west-1' };
      const { id } = await launched(elsewhere, request);
      const { instances } = await faulty.engine.ownedResources();
      assert.deepEqual(
        instances.map(({ region }) => region),
        ['eu-west-1'],
      );
      await assert.rejects(
        faulty.engine.remove(before.ownedResources),
        (error) =>
          error instanceof Failure && /1 Spawn instances are still running \(eu-west-1\)/.test(error.message),
      );
      await elsewhere.cancel(id, { keepRunning: false });
      await gone(() => elsewhere.instances());
      const { left, removed } = await faulty.engine.remove(
        (await faulty.engine.ownedResources()).ownedResources,
      );
      assert.deepEqual([removed.length, left], [4, []]);
      assert.deepEqual((await faulty.engine.ownedResources()).ownedResources, []);
    });

    it('reports which regions could not be searched, and finds what is in the others', async () => {
      faulty.mischief = ({ action, region }) =>
        action === 'DescribeInstances' && region === 'eu-west-1'
          ? Promise.resolve(ec2Error(403, 'UnauthorizedOperation', 'You are not authorized.'))
          : undefined;
      const found = await faulty.engine.ownedResources();
      assert.deepEqual(names(found), ['bucket us-east-1', 'role us-east-1']);
      assert.equal(found.unseen.length, 1);
      assert.match(found.unseen[0] ?? '', /^Couldn't search eu-west-1: .*\.$/);
      faulty.mischief = ({ action }) =>
        action === 'DescribeRegions'
          ? Promise.resolve(ec2Error(403, 'UnauthorizedOperation', 'You are not authorized.'))
          : undefined;
      const here = await faulty.engine.ownedResources();
      assert.deepEqual(names(here), ['bucket us-east-1', 'role us-east-1']);
      assert.match(
        here.unseen.join(),
        /isn't allowed to list the regions of the account, so only us-east-1 were searched/,
      );
    });

    it('goes with the policies that someone gave a role, and leaves roles that are not Spawn’s', async () => {
      const { ownedResources } = await faulty.engine.ownedResources();
      const RoleName = ownedResources.find(({ kind }) => kind === 'role')?.name ?? '';
      const foreign = 'spawn-instance-of-somebody';
      const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
      await world.iam(async (iam) => {
        const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
        const AssumeRolePolicyDocument = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
        await iam.send(new CreateRoleCommand({ RoleName: foreign, AssumeRolePolicyDocument }));
        const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';
        await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
        await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'by-hand', PolicyDocument }));
      });
      assert.deepEqual(names(await faulty.engine.ownedResources()), names({ ownedResources }));
      assert.deepEqual((await faulty.engine.remove(ownedResources)).left, []);
      assert.equal(
        (await world.iam((iam) => iam.send(new GetRoleCommand({ RoleName: foreign })))).Role?.RoleName,
        foreign,
      );
    });

    it('is removed past what cannot be, and what is left is named with its reason', async () => {
      faulty.mischief = ({ action }) =>
        action === 'DeleteRole'
          ? Promise.resolve(
              ec2Error(
                409,
                'DeleteConflict',
                'Cannot delete entity, must remove roles from instance profile first.',
              ),
            )
          : undefined;
      const { ownedResources } = await faulty.engine.ownedResources();
      assert.equal(ownedResources[0]?.kind, 'role');
      const { left, removed } = await faulty.engine.remove(ownedResources);
      assert.deepEqual(names({ ownedResources: removed }), ['bucket us-east-1']);
      assert.deepEqual(names({ ownedResources: left.map(({ ownedResource }) => ownedResource) }), [
        'role us-east-1',
      ]);
      assert.match(left[0]?.reason ?? '', /must remove roles from instance profile/);
    });

    it('goes with the old versions of what someone had its bucket keep', async () => {
      const versions = new Set(['1', '2', '3']);
      faulty.mischief = ({ action, query }) => {
        if (/^DELETE \/spawn-results-[^/]*\/?$/.test(action) && versions.size > 0)
          return Promise.resolve(
            s3Error(409, 'BucketNotEmpty', 'The bucket you tried to delete is not empty'),
          );
        if (query.has('versions')) {
          const rest = [...versions].filter((id) => id > (query.get('version-id-marker') ?? ''));
          return Promise.resolve(versionsPage(rest.slice(0, 2), rest.length > 2));
        }
        const id = query.get('versionId');
        if (!action.startsWith('DELETE /') || id === null) return undefined;
        versions.delete(id);
        return Promise.resolve({ status: 204, headers: {}, body: Buffer.alloc(0) });
      };
      const { ownedResources } = await faulty.engine.ownedResources();
      const { holds } = ownedResources.find(({ kind }) => kind === 'bucket') ?? {};
      assert.deepEqual(holds, { objects: 2, bytes: 14 }, 'versions are shown, delete markers hold nothing');
      assert.deepEqual((await faulty.engine.remove(ownedResources)).left, []);
      assert.equal(versions.size, 0);
      assert.deepEqual((await faulty.engine.ownedResources()).ownedResources, []);
    });

    /** One version of an object, and delete markers, as S3 lists them. */
    const versionsPage = (ids: readonly string[], truncated: boolean): Answer => ({
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: Buffer.from(
        `<ListVersionsResult><IsTruncated>${truncated}</IsTruncated><NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>${ids.at(-1)}</NextVersionIdMarker>${ids
          .map((id, place) => {
            const kind = place === 0 ? 'Version' : 'DeleteMarker';
            return `<${kind}><Key>k</Key><VersionId>${id}</VersionId><Size>7</Size></${kind}>`;
          })
          .join('')}</ListVersionsResult>`,
      ),
    });
  });

  it('completes a bucket whose policy was refused, and never uses it without', async () => {
    const refused = await FaultyEngine.start(world, 'refused');
    refused.mischief = ({ action, query }) =>
      action.startsWith('PUT /') && query.has('policy')
        ? Promise.resolve(s3Error(403, 'AccessDenied', 'Access Denied'))
        : undefined;
    const denied = (error: unknown) => error instanceof Failure && error.code === 'BucketNotAllowed';
    await assert.rejects(refused.engine.setUp(), denied);
    await refused.stop();

    const later = world.engine('later');
    const preview = await later.preview(requestFor(sweepOf(1)));
    const [step] = preview.setup;
    assert.equal(step?.kind, 'bucket');
    assert.match(step?.purpose ?? '', /without its policy, which was refused or removed/);
    await later.setUp();
    assert.deepEqual((await world.engine('last').setupState()).steps, []);
    const { ownedResources } = await world.engine('last').ownedResources();
    assert.deepEqual(ownedResources.map(({ kind }) => kind).sort(), ['bucket', 'role']);
    const bucket = ownedResources.find(({ kind }) => kind === 'bucket');
    const s3 = s3Of(world);
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket?.name }));
    s3.destroy();
    assert.equal(Policy, tlsOnlyPolicy(bucket?.name ?? '', 'us-east-1'));
  });

  it('names its own account in every call to a bucket', async () => {
    const faulty = await FaultyEngine.start(world, 'owner');
    const { engine } = faulty;
    const { account } = await engine.identity();
    const { id } = await launched(engine, requestFor(sweepOf(2)));
    await world.finish(
      `spawn-results-${account}-us-east-1`,
      id,
      { index: 0, name: 'run-0' },
      { state: 'completed', exit: 0 },
    );
    await engine.view(id);
    await engine.sweeps();
    await engine.cancel(id, { keepRunning: false });
    await engine.settle();
    const calls = faulty.requests.filter(({ action }) => /^(GET|PUT|HEAD|POST|DELETE) \/spawn-/.test(action));
    assert.ok(calls.length > 12, calls.map(({ action }) => action).join('\n'));
    const made = `PUT /spawn-results-${account}-us-east-1/`;
    const without = calls.filter(({ headers }) => headers['x-amz-expected-bucket-owner'] !== account);
    assert.deepEqual(
      without.map(({ action }) => action),
      [made],
      'but for the one that makes it',
    );
    await faulty.stop();
  });

  it('refuses a bucket that was named and belongs to someone else', async () => {
    const faulty = await FaultyEngine.start(world, 'here');
    faulty.mischief = ({ action }) =>
      action.startsWith('HEAD /')
        ? Promise.resolve({ status: 403, headers: {}, body: Buffer.alloc(0) })
        : undefined;
    await assert.rejects(
      faulty.engine.preview({ ...requestFor(sweepOf(1)), bucket: 'theirs' }),
      (error) =>
        error instanceof Failure && error.code === 'BucketNotYours' && /spawn\.bucket/.test(error.message),
    );
    await faulty.stop();
  });

  describe('of a user without rights on IAM', () => {
    let faulty: FaultyEngine;
    const denied = ({ action }: Passing) =>
      iamActions.test(action)
        ? Promise.resolve(ec2Error(403, 'AccessDenied', 'User is not authorized to perform iam:GetRole'))
        : undefined;

    beforeEach(async () => {
      faulty = await FaultyEngine.start(world, 'here');
      faulty.mischief = denied;
    });
    afterEach(() => faulty.stop());

    it('launches with forms that write the record of one run each, up to a size, and reports the consequences', async () => {
      const request = requestFor(sweepOf(2));
      const preview = await faulty.engine.preview(request);
      assert.deepEqual(
        preview.setup.map(({ kind }) => kind),
        ['bucket'],
      );
      assert.ok(preview.notes.some((note) => /presigned requests of this session/.test(note)));
      const { view } = await faulty.engine.launch(preview, ignore);
      assert.deepEqual(statesOf(view), ['alive', 'alive']);
      const [call] = faulty.launches();
      assert.equal(call?.has('IamInstanceProfile.Name'), false);
      const { sweepId } = preview;
      const [forms] = formsOf(call);
      assert.ok(forms !== undefined);
      const bucketUrl = `${world.cloud.endpoint}/${view.bucket}`;
      const post = async (fields: Fields, key: string, bytes = 11): Promise<number> => {
        const form = new FormData();
        for (const [name, value] of Object.entries(fields)) form.append(name, value);
        form.append('key', key);
        form.append('file', new Blob([new Uint8Array(bytes)]));
        return (await fetch(bucketUrl, { method: 'POST', body: form })).status;
      };
      const { run, status } = forms;
      const [mine, theirs] = [0, 1].map((index) => formIdentity(index, 1));
      assert.ok(mine !== undefined && theirs !== undefined);
      const ended = `${statusFolder(sweepId, mine)}0.1.succeeded.0.0`;
      assert.equal(await post(status, ended, 100_000), 400, 'a status is a few lines');
      assert.equal(await post(run, `${runFolder(sweepId, 'run-0', mine)}output.log`), 204);
      for (const key of [
        `${statusFolder(sweepId, theirs)}1.1.failed.1.0`,
        `${runFolder(sweepId, 'run-1', theirs)}output.log`,
        `${runFolder(sweepId, 'run-1', mine)}output.log`,
        leaseKey(sweepId),
        logObjectKey(sweepId, 777),
        recordKey(sweepId),
        recordKey('sweep-another-20260127-101500'),
      ])
        for (const fields of [status, run]) assert.equal(await post(fields, key), 403, key);
      assert.deepEqual(statesOf(await faulty.engine.view(sweepId)), ['alive', 'alive']);
      assert.equal(await post(status, ended), 204);
      assert.deepEqual(statesOf(await faulty.engine.view(sweepId)), ['succeeded', 'alive']);
      await faulty.engine.cancel(sweepId, { keepRunning: false });
    });

    it('signs a separate form for each call, however late', async () => {
      faulty.onSleep = async () => {
        const before = Math.floor(Date.now() / 1000);
        const alive = (await faulty.engine.instances()).filter(({ state }) => /pending|running/.test(state));
        // Forms are dated by the second.
        while (Math.floor(Date.now() / 1000) === before) await faulty.engine.identity();
        await faulty.engine.terminate(alive);
      };
      const request = requestFor(sweepOf(2, {}, { maxConcurrent: 1 }));
      const preview = await faulty.engine.preview(request);
      await faulty.engine.launch(preview, ignore);
      const policies = faulty.launches().map((call) => {
        const [forms] = formsOf(call);
        return JSON.parse(Buffer.from(forms?.run['Policy'] ?? '', 'base64').toString()).expiration;
      });
      assert.equal(policies.length, 2);
      assert.ok(Date.parse(policies[1]) > Date.parse(policies[0]), policies.join(' '));
      await faulty.engine.cancel(preview.sweepId, { keepRunning: false });
    });

    it('refuses a sweep whose scripts need policies', async () => {
      await assert.rejects(
        faulty.engine.preview(requestFor(sweepOf(1, { iamPolicy: ['s3:ReadOnly'] }))),
        (error) =>
          error instanceof Failure && error.code === 'RolesNotAllowed' && /iam_role/.test(error.message),
      );
    });

    it('is reported for a user who can read but not create roles, who launches with forms the next time', async () => {
      faulty.mischief = (passing) => (/^(Create|Put)/.test(passing.action) ? denied(passing) : undefined);
      const request = requestFor(sweepOf(1));
      const preview = await faulty.engine.preview(request);
      await assert.rejects(
        faulty.engine.launch(preview, ignore),
        (error) => error instanceof Failure && error.code === 'RolesNotAllowed',
      );
      assert.deepEqual(await faulty.engine.instances(), []);
      const again = await faulty.engine.preview(request);
      const { view } = await faulty.engine.launch(again, ignore);
      assert.deepEqual(statesOf(view), ['alive']);
      await faulty.engine.cancel(again.sweepId, { keepRunning: false });
    });
  });

  it('shows instances that no one waits for any more', async () => {
    const engine = world.engine();
    const request = requestFor(sweepOf(3));
    const preview = await engine.preview(request);
    const { view } = await engine.launch(preview, ignore);
    assert.deepEqual(await engine.orphans(), []);
    const { bucket } = view;
    assert.ok(bucket !== undefined);
    for (const run of view.runs) await world.finish(bucket, view.id, run, { state: 'succeeded', exit: 0 });
    const ids = (await world.instances(view.id)).map(({ id }) => id).sort();
    assert.deepEqual((await engine.orphans()).map(({ id }) => id).sort(), ids, 'their sweep is over');
    const stranger = world.engine('stranger');
    await world.aws.store(bucket, 'us-east-1').remove(`${sweepPrefix(view.id)}sweep.json`);
    assert.deepEqual((await stranger.orphans()).map(({ id }) => id).sort(), ids, 'their sweep is unknown');
    await engine.terminate(await engine.orphans());
    await gone(() => world.instances(view.id));
    assert.deepEqual(await engine.orphans(), []);
  });
});

/** Waits until every instance has ended, by asking. */
async function gone(ask: () => Promise<readonly { readonly state: string }[]>): Promise<void> {
  while ((await ask()).some(({ state }) => state !== 'terminated')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Fields = Readonly<Record<string, string>>;

/** The upload forms in the user data of a call, row by row. */
function formsOf(
  call: URLSearchParams | undefined,
): readonly { readonly status: Fields; readonly run: Fields }[] {
  const script = gunzipSync(Buffer.from(call?.get('UserData') ?? '', 'base64')).toString();
  const [, table = ''] = /<<'TABLE'\n(.*)\nTABLE\n/s.exec(script) ?? [];
  const [common = '', ...rows] = table.split(/^=$/m);
  const fields = (row: string, kind: string): Fields =>
    Object.fromEntries(
      [...`${common}${row}`.matchAll(/^f(.)([^=]+)=(.*)$/gm)]
        .filter(([, of]) => of === kind)
        .map(([, , name = '', value = '']) => [name, value]),
    );
  return rows.map((row) => ({ status: fields(row, 's'), run: fields(row, 'r') }));
}
