import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Api } from '../../../src/extension';
import { Dialogs } from './dialogs';
import { expectProblems } from './drawn';
import { activated, inWorkspace, opened, reportText, until } from './extension';

const always: vscode.Event<unknown> = (listener) => {
  const timer = setInterval(listener, 100);
  return new vscode.Disposable(() => clearInterval(timer));
};

/** Rows of a tree as a user who opens everything sees them. */
async function rows(tree: vscode.TreeDataProvider<string>, id?: string, depth = 0): Promise<string[]> {
  const found: string[] = [];
  for (const child of (await tree.getChildren(id)) ?? []) {
    const item = await tree.getTreeItem(child);
    const icon = item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : '';
    found.push(
      `${'  '.repeat(depth)}${item.label} [${icon}] ${item.description}`,
      ...(await rows(tree, child, depth + 1)),
    );
  }
  return found;
}

const read = async (uri: vscode.Uri): Promise<string> =>
  new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));

describe('a sweep in the local cloud', () => {
  let api: Api;
  let dialogs: Dialogs;
  /** Takes out of the way what a collect stumbled over; then the user presses *Resume*. */
  let mend: (() => void) | undefined;

  before(async () => {
    api = (await activated()).exports;
    dialogs = new Dialogs((_message, buttons) => {
      if (mend === undefined || !buttons.includes('Resume'))
        return buttons.find((button) => /^(Launch|Extend|Add|Delete)/.test(button));
      mend();
      mend = undefined;
      return 'Resume';
    });
    await vscode.workspace
      .getConfiguration('spawn')
      .update('provider', 'local', vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('spawn.startLocalCloud');
    await vscode.commands.executeCommand('spawn.sweeps.focus');
  });

  after(async () => {
    await vscode.commands.executeCommand('spawn.stopLocalCloud');
    dialogs.restore();
  });

  it('is planned without creating anything', async () => {
    await opened('simple-sweep.yaml');
    await vscode.commands.executeCommand('spawn.dryRun');
    const label = 'simple-sweep.yaml dry run';
    await until('the plan', always, () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.label === label ? true : undefined,
    );
    await vscode.commands.executeCommand('spawn.copyReport', label);
    const copied = await vscode.env.clipboard.readText();
    await vscode.commands.executeCommand('spawn.showReportText', label);
    const plan = vscode.window.activeTextEditor?.document;
    assert.equal(plan?.uri.scheme, 'spawn');
    const text = plan.getText();
    assert.equal(text, copied);
    assert.match(text, /^# Dry run of simple-sweep\.yaml$/m);
    assert.doesNotMatch(text, /Changes since/);
    assert.match(text, /^ {4}Runs +3$/m);
    assert.match(
      text,
      /t3\.micro in us-east-1: 3 × 30m × \$0\.0104 = \$0\.0156 \(bundled table, \d{4}-\d\d-\d\d\)/,
    );
    assert.match(text, /^ {4}RunInstances +1$/m);
    assert.deepEqual(
      [...text.matchAll(/^ {4}PARAM_VALUE=(.*)$/gm)].map(([, value]) => value),
      ['10', '20', '30'],
    );
    assert.deepEqual(await rows(api.sweeps), []);
  });

  it('is checked against the quotas that its plan asked for', async () => {
    const document = await opened(
      'quota.sweep.yaml',
      'defaults:\n  ttl: 1h\n  region: us-east-1\n  instance_type: t3.2xlarge\n  user_data: echo $A\ngrid:\n  a: {range: [1, 2000]}\n',
    );
    await expectProblems(document, []);
    await vscode.commands.executeCommand('spawn.dryRun', document.uri);
    await expectProblems(document, ['Warning over-quota 0:0-0:8']);
  });

  it('refuses a file with an error, in the words of the editor', async () => {
    const document = await opened('refused.sweep.yaml', 'defaults:\n  ttl: 30\nparams:\n  - name: a\n');
    await vscode.commands.executeCommand('spawn.launch');
    const errors = vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    const [first] = errors;
    assert.equal(errors.length, 1);
    assert.equal(dialogs.shown.at(-1), `Nothing was launched. The file has 1 error: ${first?.message}`);
    assert.deepEqual(await rows(api.sweeps), []);
  });

  it('says in a dry run that the bucket of its inputs is missing, and launches nothing', async () => {
    await opened(
      'inputs.sweep.yaml',
      'defaults: {ttl: 30m, region: us-east-1}\nparams: {objects: "s3://nowhere-at-all/in/*.csv"}\n',
    );
    await vscode.commands.executeCommand('spawn.dryRun');
    const text = await reportText('inputs.sweep.yaml dry run', /^# Dry run of inputs\.sweep\.yaml/);
    assert.match(text, /nowhere-at-all/);
    await opened('inputs.sweep.yaml');
    const before = dialogs.shown.length;
    await vscode.commands.executeCommand('spawn.launch');
    assert.match(dialogs.shown.slice(before).join('\n'), /nowhere-at-all/);
    assert.deepEqual(await api.sweeps.getChildren(), []);
  });

  it('is launched once confirmed, tracked to its end, reported once and collected', async function () {
    this.timeout(120_000);
    await opened('simple-sweep.yaml');
    await vscode.commands.executeCommand('spawn.launch');
    assert.ok(dialogs.shown.includes('Launch 3 runs in the local cloud at no cost?'));
    const launched = await rows(api.sweeps);
    assert.match(launched[0] ?? '', /^simple \[[\w-]+\] (\d\/3 done · |3 succeeded).* · \d\d:\d\d$/);

    const finished = await until(
      'the end of the sweep',
      dialogs.onDidShow,
      () => dialogs.shown.find((message) => message.includes('finished')),
      90_000,
    );
    assert.equal(finished, 'simple finished: 3 succeeded');
    const ended = await rows(api.sweeps);
    assert.deepEqual(
      ended.map((row) => row.replace(/ \d+s · .*$/, '').replace(/ · \d\d:\d\d$/, '')),
      [
        'simple [pass] 3 succeeded · 3 not terminated',
        '  Succeeded [pass] 3',
        '    test-1 [pass]',
        '    test-2 [pass]',
        '    test-3 [pass]',
      ],
    );

    await vscode.workspace.fs.writeFile(inWorkspace('results'), new Uint8Array());
    mend = () => rmSync(inWorkspace('results').fsPath);
    await vscode.commands.executeCommand('spawn.collect');
    assert.equal(mend, undefined);
    assert.ok(dialogs.shown.some((message) => message.startsWith("The results can't be written to ")));
    assert.equal(await read(inWorkspace('results', 'test-1', 'result.txt')), 'Result: 20\n');
    assert.equal(await read(inWorkspace('results', 'test-3', 'result.txt')), 'Result: 60\n');
    assert.match(await read(inWorkspace('results', 'results.csv')), /^test-2\b|,test-2,/m);
    assert.equal(dialogs.shown.filter((message) => message.includes('finished')).length, 1);
  });

  it('extends the TTL of running instances once the new ends are confirmed', async () => {
    const ask = vscode.window.showInputBox;
    const prompts: (string | undefined)[] = [];
    const answer = async ({ title, validateInput }: vscode.InputBoxOptions = {}) => {
      prompts.push(title, ...['soon', '31d', '2h'].map((text) => String(validateInput?.(text))));
      return '2h';
    };
    Object.defineProperty(vscode.window, 'showInputBox', {
      configurable: true,
      writable: true,
      value: answer,
    });
    try {
      const [sweep] = (await api.sweeps.getChildren()) ?? [];
      const [group] = (await api.sweeps.getChildren(sweep)) ?? [];
      const [one, two] = (await api.sweeps.getChildren(group)) ?? [];
      await vscode.commands.executeCommand('spawn.extendTtl', one, [one, two]);
      assert.deepEqual(prompts, [
        'Extend TTL of 2 instances',
        'Use a duration such as 30m, 1h30m, or 2d.',
        'The maximum ttl is 30 days from launch.',
        'undefined',
      ]);
      assert.equal(dialogs.shown.at(-1), 'Extend the TTL of 2 instances by 2h?');
      const moved = await until('the new ends', always, async () => {
        const runs = (await rows(api.sweeps)).filter((row) => row.includes('test-'));
        return runs.filter((row) => row.includes(' · 2h ')).length === 2 ? runs : undefined;
      });
      assert.deepEqual(
        moved.map((row) => / · (\dh )?\d\dm left$/.exec(row)?.[1] ?? 'as before'),
        ['2h ', '2h ', 'as before'],
      );
    } finally {
      Object.defineProperty(vscode.window, 'showInputBox', {
        configurable: true,
        writable: true,
        value: ask,
      });
    }
  });

  it('never acts on another instance than that of the row it was called on', async () => {
    const [sweep] = (await api.sweeps.getChildren()) ?? [];
    const [group = ''] = (await api.sweeps.getChildren(sweep)) ?? [];
    const [one = ''] = (await api.sweeps.getChildren(group)) ?? [];
    const pick = vscode.window.showQuickPick;
    let picked = 0;
    const count = async () => {
      picked += 1;
      return undefined;
    };
    Object.defineProperty(vscode.window, 'showQuickPick', {
      configurable: true,
      writable: true,
      value: count,
    });
    const shownBy = async (command: string, ...rows: readonly unknown[]) => {
      const before = dialogs.shown.length;
      await vscode.commands.executeCommand(command, ...rows);
      return dialogs.shown.slice(before);
    };
    try {
      const changed = 'The row changed before the command started, so nothing was done. Choose it again.';
      // The row as it was painted while the run had another state, and as VS Code passes one that it no longer knows.
      const earlier = one.replace('/succeeded/', '/running/');
      assert.notEqual(earlier, one);
      const [question] = await shownBy('spawn.terminate', earlier);
      assert.match(question ?? '', /^Terminate test-1 \(i-[0-9a-f]+\)\?$/);
      for (const command of ['terminate', 'extendTtl', 'connect', 'cancelSweep', 'collect', 'showLog']) {
        assert.deepEqual(await shownBy(`spawn.${command}`, null), [changed], command);
        assert.deepEqual(await shownBy(`spawn.${command}`, null, [null, null]), [changed], command);
      }
      assert.deepEqual(await shownBy('spawn.terminate', 'local/i-0123456789abcdef0'), [
        'i-0123456789abcdef0 is already terminated.',
      ]);
      assert.equal(picked, 0, 'a picker followed');
    } finally {
      Object.defineProperty(vscode.window, 'showQuickPick', {
        configurable: true,
        writable: true,
        value: pick,
      });
    }
  });

  it('filters the tree, and shows all of it again', async () => {
    const input = vscode.window.createInputBox;
    const typed = (text: string) =>
      Object.defineProperty(vscode.window, 'createInputBox', {
        configurable: true,
        writable: true,
        value: () => {
          const box = input();
          let accept = (): unknown => undefined;
          let change = (_value: string): unknown => undefined;
          return Object.assign(Object.create(box), {
            onDidChangeValue: (listener: (value: string) => unknown) => {
              change = listener;
              return new vscode.Disposable(() => undefined);
            },
            onDidAccept: (listener: () => unknown) => {
              accept = listener;
            },
            onDidHide: () => undefined,
            show: () => {
              change(text);
              accept();
            },
            dispose: () => box.dispose(),
          });
        },
      });
    try {
      typed('test-2');
      await vscode.commands.executeCommand('spawn.filter');
      assert.equal((await rows(api.sweeps)).filter((row) => row.includes('test-')).length, 1);
      typed('state:failed');
      await vscode.commands.executeCommand('spawn.filter');
      assert.deepEqual(await rows(api.sweeps), []);
    } finally {
      Object.defineProperty(vscode.window, 'createInputBox', {
        configurable: true,
        writable: true,
        value: input,
      });
      await vscode.commands.executeCommand('spawn.clearFilter');
    }
    assert.equal((await rows(api.sweeps)).filter((row) => row.includes('test-')).length, 3);
  });

  it('shows a log, the file as launched, and its progress above the file', async () => {
    const [sweep] = (await api.sweeps.getChildren()) ?? [];
    await vscode.commands.executeCommand('spawn.openLaunchedFile', sweep);
    const launched = vscode.window.activeTextEditor?.document;
    assert.equal(launched?.uri.authority, 'launched');
    assert.equal(launched.getText(), await read(inWorkspace('simple-sweep.yaml')));

    const [group] = (await api.sweeps.getChildren(sweep)) ?? [];
    const [run] = (await api.sweeps.getChildren(group)) ?? [];
    await vscode.commands.executeCommand('spawn.showLog', run);
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /Running experiment: test-1/);

    await vscode.commands.executeCommand('spawn.showConsole', run);
    const output = vscode.window.activeTextEditor?.document;
    assert.match(output?.uri.toString() ?? '', /^spawn:\/\/console\/local\/us-east-1\/i-[0-9a-f]+\.log$/);
    assert.notEqual(output?.getText().trim(), '');

    await vscode.commands.executeCommand('spawn.connect', run);
    const terminal = vscode.window.terminals.find(({ name }) => name === 'test-1');
    const options = terminal?.creationOptions;
    assert.ok(options !== undefined && 'shellPath' in options);
    assert.equal(options.shellPath, 'ssh');
    terminal?.dispose();

    await vscode.commands.executeCommand('spawn.addToSshConfig', sweep);
    assert.match(dialogs.shown.at(-1) ?? '', /^3 hosts are in your SSH configuration, including test-1\./);
    const ssh = vscode.Uri.joinPath(vscode.Uri.file(homedir()), '.ssh');
    assert.match(await read(vscode.Uri.joinPath(ssh, 'config')), /^Include spawn\/\*\.conf$/m);
    const hosts = await read(vscode.Uri.joinPath(ssh, 'spawn', `${launched.uri.path.split('/')[2]}.conf`));
    assert.deepEqual(
      [...hosts.matchAll(/^Host (test-\d)/gm)].map(([, name]) => name),
      ['test-1', 'test-2', 'test-3'],
    );

    const pick = vscode.window.showQuickPick;
    const first = async (items: readonly vscode.QuickPickItem[]) => items.at(0);
    Object.defineProperty(vscode.window, 'showQuickPick', {
      configurable: true,
      writable: true,
      value: first,
    });
    try {
      const opening = until('the terminal', vscode.window.onDidOpenTerminal, () =>
        vscode.window.terminals.find(({ name }) => /^test-\d$/.test(name)),
      );
      await vscode.commands.executeCommand('workbench.action.terminal.newWithProfile', {
        config: { extensionIdentifier: 'spawn.spawn-sweeps', id: 'spawn.instance', title: 'Spawn' },
      });
      const entered = await opening;
      assert.ok('shellPath' in entered.creationOptions);
      assert.equal(entered.creationOptions.shellPath, 'ssh');
      entered.dispose();
    } finally {
      Object.defineProperty(vscode.window, 'showQuickPick', {
        configurable: true,
        writable: true,
        value: pick,
      });
    }

    await vscode.commands.executeCommand('spawn.showCost', sweep);
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /^# Cost of sweep-simple-/);

    await vscode.commands.executeCommand('spawn.showResults', sweep);
    await until('the results panel', vscode.window.tabGroups.onDidChangeTabs, () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label }) => label === 'Results of simple'),
    );

    const document = await opened('simple-sweep.yaml');
    const lens = await until('progress', always, async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        20,
      );
      return found.map(({ command }) => command?.title ?? '').find((title) => title.includes('3 succeeded'));
    });
    assert.equal(lens, '$(pass)\u00a03 succeeded');
    const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      20,
    );
    assert.deepEqual(
      all.map(({ command }) => `${command?.title} → ${command?.command}`),
      [
        '▷ Launch 3 runs → spawn.launch',
        'free · ≤ $0.16 on AWS → spawn.dryRun',
        'Dry run → spawn.dryRun',
        '$(pass)\u00a03 succeeded → spawn.showResults',
        'Collect results → spawn.collect',
      ],
    );
    assert.match(
      all[1]?.command?.tooltip ?? '',
      /^≤ \$0\.16 · \$0\.0244 without CPU credits · 3 × 30m × \$0\.0104 \+ \$0\.14 CPU credits, disk, IPv4\n/,
    );

    await vscode.commands.executeCommand('spawn.showResults', document.uri, [document.uri]);
    await until('the results of the file', always, () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'Results of simple' ? true : undefined,
    );
    await vscode.commands.executeCommand('spawn.showResults', inWorkspace('ml-sweep.yaml'));
    assert.equal(dialogs.shown.at(-1), 'ml-sweep.yaml has no results: it has not been launched yet.');
  });

  it('collects a second sweep as it comes, next to the first, and shows both in one panel', async function () {
    this.timeout(120_000);
    const settings = vscode.workspace.getConfiguration('spawn');
    await settings.update('collect.auto', true, vscode.ConfigurationTarget.Workspace);
    const first = await read(inWorkspace('results', 'results.csv'));
    await opened('simple-sweep.yaml');
    await vscode.commands.executeCommand('spawn.launch');
    const [newest = '', older = ''] = (await api.sweeps.getChildren()) ?? [];
    const id = newest.slice(newest.indexOf('/') + 1);
    assert.match((await rows(api.sweeps))[0] ?? '', /^simple .* · auto-collecting · /);
    const collected = await until(
      'the collected results',
      always,
      async () => {
        try {
          const text = await read(inWorkspace('results', id, 'results.csv'));
          return text.split('succeeded').length === 4 ? text : undefined;
        } catch {
          return undefined;
        }
      },
      90_000,
    );
    assert.equal(collected.split('\r\n').length, 5);
    assert.equal(await read(inWorkspace('results', id, 'test-2', 'result.txt')), 'Result: 40\n');
    assert.equal(await read(inWorkspace('results', 'results.csv')), first);
    await until('the end of following', always, async () =>
      (await rows(api.sweeps))[0]?.includes('auto-collecting') ? undefined : true,
    );

    await vscode.commands.executeCommand('spawn.showResults', newest, [newest, older]);
    await until('the results panel', vscode.window.tabGroups.onDidChangeTabs, () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ label }) => label === 'Results of simple and 1 more'),
    );
    await settings.update('collect.auto', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('keeps its data while the local cloud is off, and shows since when', async () => {
    const before = (await rows(api.sweeps)).length;
    await vscode.commands.executeCommand('spawn.stopLocalCloud');
    const asOf = / as of (\d\d-\d\d )?\d\d:\d\d · /;
    const off = await until('grayed rows', always, async () => {
      const all = await rows(api.sweeps);
      return asOf.test(all[0] ?? '') ? all : undefined;
    });
    assert.equal(off.length, before);
    const [sweep = ''] = (await api.sweeps.getChildren()) ?? [];
    const { resourceUri } = await api.sweeps.getTreeItem(sweep);
    assert.equal(resourceUri?.toString(), 'spawn-row:/stale');
    await vscode.commands.executeCommand('spawn.startLocalCloud');
    await until('current rows', always, async () => {
      const all = await rows(api.sweeps);
      return all.length === before && !asOf.test(all[0] ?? '') ? true : undefined;
    });
  });

  it('shows in a plan what changes since the last launch', async () => {
    const document = await opened('simple-sweep.yaml');
    const text = document.getText();
    const edit = new vscode.WorkspaceEdit();
    const at = text.indexOf('30m');
    edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + 3)), '45m');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await vscode.commands.executeCommand('spawn.dryRun', document.uri);
    await reportText(
      'simple-sweep.yaml dry run',
      /^## Changes since the last launch \(sweep-simple-\S+, \d\d:\d\d\)\n\n- ttl: 30m → 45m \(3 runs\)$/m,
    );
    await opened('simple-sweep.yaml');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    assert.equal(document.getText(), text);
  });

  it('makes a new sweep file of the runs that are chosen', async () => {
    const [sweep] = (await api.sweeps.getChildren()) ?? [];
    const [group] = (await api.sweeps.getChildren(sweep)) ?? [];
    const [, ...chosen] = (await api.sweeps.getChildren(group)) ?? [];
    await vscode.commands.executeCommand('spawn.rerunChosen', chosen[0], chosen);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^# spawn: sweep\n# 2 of 3 runs from simple-sweep\.yaml\./);
    assert.match(text, /^name: simple-rerun$/m);
    assert.deepEqual(
      [...text.matchAll(/^ +- name: (.*)$/gm)].map(([, name]) => name),
      ['test-2', 'test-3'],
    );
  });

  it('shows next to each run of the file how it went and what it reached, though no panel was opened', async function () {
    this.timeout(120_000);
    const file = `name: scored
defaults:
  ttl: 30m
  on_complete: terminate
  user_data: |
    #!/bin/bash
    echo "{\\"score\\": $LEVEL}" > /tmp/results.json
params:
  - name: low
    level: 0.25
  - name: high
    level: 0.75
`;
    const document = await opened('scored.sweep.yaml', file);
    await vscode.commands.executeCommand('spawn.launch');
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await until(
      'the metric beside the runs',
      always,
      async () => {
        const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
          'vscode.executeInlayHintProvider',
          document.uri,
          whole,
        );
        const texts = found.map(({ label, position }) => `${position.line} ${String(label)}`);
        return texts.filter((text) => text.includes('score')).length === 2 ? texts : undefined;
      },
      90_000,
    );
    assert.deepEqual(
      hints.toSorted(),
      ['10 succeeded · score 0.75', '7 2 runs', '8 succeeded · score 0.25'].toSorted(),
    );
  });

  it('is deleted with its results, and keeps what was collected', async function () {
    this.timeout(60_000);
    const [sweep] = (await api.sweeps.getChildren()) ?? [];
    assert.ok(sweep !== undefined);
    const item = await until('an end', always, async () => {
      const found = await api.sweeps.getTreeItem(sweep);
      return /\blive\b/.test(found.contextValue ?? '') ? undefined : found;
    });
    const collected = await read(inWorkspace('results', 'results.csv'));
    const before = dialogs.shown.length;
    await vscode.commands.executeCommand('spawn.deleteSweep', sweep, [sweep]);
    assert.deepEqual(
      dialogs.shown.slice(before).map((text) => text.replaceAll(/sweep-[\w-]+/g, 'ID')),
      ['Delete ID with its results?', 'ID was deleted.'],
    );
    await until('a list without it', always, async () =>
      ((await api.sweeps.getChildren()) ?? []).includes(sweep) ? undefined : true,
    );
    assert.ok(item.id !== undefined);
    assert.equal(await read(inWorkspace('results', 'results.csv')), collected);
  });
});
