import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { awsCloud } from '../../../src/aws/cloud';
import { systemClock } from '../../../src/engine/system-clock';
import { readCloudFile } from '../../../src/provider/cloud-file';
import { localStateFolder } from '../../../src/provider/folder';
import { Dialogs } from './dialogs';
import { activated, opened, reportText, until } from './extension';

const variables = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'] as const;

/** Points every AWS client of this process at the local cloud, as `spawn local env` does for a shell. */
async function asAws(): Promise<void> {
  const cloud = await readCloudFile(localStateFolder());
  assert.ok(cloud !== undefined, 'the local cloud does not run');
  process.env['AWS_ENDPOINT_URL'] = cloud.endpoint;
  process.env['AWS_ACCESS_KEY_ID'] = cloud.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = cloud.secretAccessKey;
  process.env['AWS_REGION'] = 'us-east-1';
}

const always: vscode.Event<unknown> = (listener) => {
  const timer = setInterval(listener, 100);
  return new vscode.Disposable(() => clearInterval(timer));
};

/** An instance with Spawn's tag and of no sweep. */
async function strayInstance(): Promise<string> {
  const cloud = awsCloud({ region: 'us-east-1' }, systemClock, priceTable);
  try {
    const compute = cloud.compute('us-east-1');
    const [instance] = await compute.launch({
      clientToken: 'stray',
      count: 1,
      minCount: 1,
      instanceType: 't3.micro',
      ami: await compute.latestImage('al2023', 'x86_64'),
      userData: Buffer.from('#!/bin/sh\nsleep 600\n'),
      shutdownBehavior: 'terminate',
      tags: { 'spawn:managed': 'true' },
      spot: false,
      securityGroups: [],
    });
    assert.ok(instance !== undefined);
    // EC2 shows what it has launched a moment later.
    return await until('the instance', always, async () =>
      (await compute.describe({ 'spawn:managed': 'true' })).find(
        ({ id, state }) => id === instance.id && state === 'running',
      ),
    ).then(({ id }) => id);
  } finally {
    cloud.dispose();
  }
}

const replacePick = (value: unknown): void => {
  Object.defineProperty(vscode.window, 'showQuickPick', { configurable: true, writable: true, value });
};

const setRegion = async (region: string | undefined): Promise<void> =>
  vscode.workspace.getConfiguration('spawn').update('region', region, vscode.ConfigurationTarget.Workspace);

const setProvider = async (provider: string | undefined): Promise<void> =>
  vscode.workspace
    .getConfiguration('spawn')
    .update('provider', provider, vscode.ConfigurationTarget.Workspace);

describe('the account', () => {
  const provider = vscode.workspace.getConfiguration('spawn').inspect<string>('provider')?.workspaceValue;
  let dialogs: Dialogs | undefined;
  const untouched = new Map(variables.map((name) => [name, process.env[name]]));
  let press: RegExp = /^$/;

  before(async () => {
    await activated();
    dialogs = new Dialogs((_message, buttons) => buttons.find((button) => press.test(button)));
    await vscode.commands.executeCommand('spawn.startLocalCloud');
    await asAws();
    await setRegion('us-east-1');
    await setProvider('aws');
  });

  after(async () => {
    // Another place: what was opened with these variables is closed.
    await setRegion(undefined);
    await setProvider(provider);
    for (const [name, value] of untouched)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    await vscode.commands.executeCommand('spawn.stopLocalCloud');
    dialogs?.restore();
  });

  /** What a command says, with these buttons pressed. */
  async function told(command: string, buttons: RegExp): Promise<readonly string[]> {
    press = buttons;
    const from = dialogs?.shown.length ?? 0;
    await vscode.commands.executeCommand(command);
    return dialogs?.shown.slice(from) ?? [];
  }

  it('has its commands in the palette, by the names that the documentation uses', async () => {
    const { packageJSON } = await activated();
    const titles = new Map<string, string>(
      packageJSON.contributes.commands.map((one: { command: string; title: string }) => [
        one.command,
        one.title,
      ]),
    );
    const registered = new Set(await vscode.commands.getCommands(true));
    const commands = ['spawn.setUpAccount', 'spawn.removeBelongings', 'spawn.findOrphans'];
    assert.deepEqual(
      commands.map((command) => [titles.get(command), registered.has(command)]),
      [
        ['Set Up AWS Account', true],
        ['Delete Spawn Resources…', true],
        ['Find Orphaned Instances', true],
      ],
    );
  });

  it('gets nothing from a first launch that was not shown with its policies first', async () => {
    await opened(
      'first.sweep.yaml',
      'defaults: {ttl: 10m, region: us-east-1, instance_type: t3.micro, user_data: echo $A}\ngrid: {a: [1, 2]}\n',
    );
    const pick = vscode.window.showQuickPick;
    const asked: (string | undefined)[] = [];
    let shown = '';
    replacePick(async (_items: readonly string[], { placeHolder, title }: vscode.QuickPickOptions) => {
      asked.push(title, placeHolder);
      shown = await reportText('first.sweep.yaml dry run', /^# /);
      return 'Cancel';
    });
    try {
      assert.deepEqual(await told('spawn.launch', /^Launch/), []);
    } finally {
      replacePick(pick);
    }
    assert.match(asked[0] ?? '', /^Launch 2 runs for up to \$/);
    assert.match(
      asked[1] ?? '',
      /^This launch creates resources in the account\. Each resource is shown below with its policy\./,
    );
    assert.match(shown, /bucket `spawn-results-\d{12}-us-east-1`[\s\S]*"aws:SecureTransport"/);
    assert.match(shown, /role `spawn-instance-\w+`[\s\S]*"s3:PutObject"/);
    assert.match((await told('spawn.setUpAccount', /^Cancel$/))[0] ?? '', /^Create bucket .*, role .*/);
  });

  it('is set up after a preview with the policies, and emptied again', async () => {
    const [left] = await told('spawn.setUpAccount', /^Cancel$/);
    assert.match(
      left ?? '',
      /^Create bucket spawn-results-\d{12}-us-east-1, role .+ in account \d{12}, us-east-1\?$/,
    );
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^# Set up AWS account \d{12}$/m);
    assert.match(text, /"s3:PutObject"/);

    const [, done] = await told('spawn.setUpAccount', /^Create$/);
    assert.match(done ?? '', /^Account \d{12} · us-east-1 is set up: bucket /);
    const [stands] = await told('spawn.setUpAccount', /^$/);
    assert.match(stands ?? '', /everything is set up/);

    assert.deepEqual(await told('spawn.removeBelongings', /^$/), ['Delete 2 resources that Spawn created?']);
    const [, removed] = await told('spawn.removeBelongings', /^Delete 2 resources$/);
    assert.match(removed ?? '', /^Deleted from account \d{12}: /);
    const [nothing] = await told('spawn.removeBelongings', /^$/);
    assert.match(nothing ?? '', /^Account \d{12} has no resources that Spawn created\.$/);
  });

  it('shows an orphaned instance once a view is open, and can terminate it', async () => {
    const id = await strayInstance();
    press = /^$/;
    const from = dialogs?.shown.length ?? 0;
    await setRegion(undefined);
    await setRegion('us-east-1');
    await vscode.commands.executeCommand('spawn.sweeps.focus');
    assert.ok(dialogs !== undefined);
    const { onDidShow, shown } = dialogs;
    const offer = await until('the offer', onDidShow, () =>
      shown.slice(from).find((text) => text.startsWith('1 orphaned instance')),
    );
    assert.match(
      offer,
      /^1 orphaned instance is still running\. Up to \$0\.11 per hour, excluding volumes\.$/,
    );

    const pick = vscode.window.showQuickPick;
    const listed: string[] = [];
    replacePick(async (items: readonly vscode.QuickPickItem[]) => {
      listed.push(...items.map(({ description }) => description ?? ''));
      return items;
    });
    try {
      assert.deepEqual(await told('spawn.findOrphans', /^Terminate 1 instance$/), [
        'Terminate 1 orphaned instance?',
        '1 instance is terminated.',
      ]);
    } finally {
      replacePick(pick);
    }
    assert.equal(listed.length, 1);
    assert.ok(listed[0]?.startsWith(`${id} · t3.micro · us-east-1 · `), listed[0]);
  });

  it('has no orphans if nothing is running', async () => {
    const [text] = await told('spawn.findOrphans', /^$/);
    assert.match(text ?? '', /^No orphaned instances found/);
  });
});
