import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { knownHostLines, sshArguments } from '../../engine/connect/ssh';
import { Failure } from '../../engine/failure';
import type { World } from '../world';
import { type InstanceTarget, instanceTarget } from './targets';

/** Opens a shell on an instance in a terminal. Arguments go to ssh as a list, and never through a shell. */
export async function connect(world: World, argument: unknown): Promise<void> {
  const target = await instanceTarget(world, argument);
  if (target === undefined) return;
  const shellArgs = await argumentsFor(world, target);
  vscode.window
    .createTerminal({
      name: target.name,
      shellPath: 'ssh',
      shellArgs,
      iconPath: new vscode.ThemeIcon('remote'),
    })
    .show();
}

export async function copySshCommand(world: World, argument: unknown): Promise<void> {
  const target = await instanceTarget(world, argument);
  if (target === undefined) return;
  const words = ['ssh', ...(await argumentsFor(world, target))];
  await vscode.env.clipboard.writeText(words.map(shellWord).join(' '));
  vscode.window.setStatusBarMessage(t('Copied the ssh command of {0}', target.name), 3000);
}

async function argumentsFor(world: World, target: InstanceTarget): Promise<string[]> {
  const { instance, provider, name } = target;
  if (provider === 'local')
    throw new Failure(
      'unavailable',
      'NoLocalShell',
      t('{0} is a process on this machine and has no ssh. Its log shows what it does.', name),
    );
  if (instance.state !== 'running')
    throw new Failure(
      'unavailable',
      'NotRunning',
      t('{0} is {1}, so nobody can connect to it. What it uploaded can be collected.', name, instance.state),
    );
  if (instance.publicIp === undefined)
    throw new Failure(
      'unavailable',
      'NoPublicAddress',
      t('{0} has no public address, so ssh cannot reach it. Use Session Manager in the AWS console.', name),
    );
  const knownHostsFile = await publishedKeys(world, target);
  return [
    ...sshArguments({
      instanceId: instance.id,
      host: instance.publicIp,
      user: 'ec2-user',
      ...(knownHostsFile === undefined ? {} : { knownHostsFile }),
    }),
  ];
}

/** A known-hosts file for this sweep alone; undefined when the instance has published no key, and ssh asks. */
async function publishedKeys(
  world: World,
  { instance, provider }: InstanceTarget,
): Promise<string | undefined> {
  const { 'sweep:id': sweepId, Name: runName } = instance.tags;
  if (sweepId === undefined || runName === undefined || !/^[\w.-]+$/.test(sweepId)) return undefined;
  const { engine } = await world.places.of(provider);
  const published = await engine.hostKeys(sweepId, runName);
  const lines = published === undefined ? [] : knownHostLines(instance.id, published);
  if (lines.length === 0) return undefined;
  const folder = path.join(world.storage.fsPath, 'known-hosts', sweepId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, instance.id);
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
