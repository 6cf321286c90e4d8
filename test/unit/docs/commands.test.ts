import assert from 'node:assert/strict';
import type { Command } from 'commander';
import { buildProgram } from '../../../src/cli/grammar/program';
import { codeBlocks, codesIn, pages, repository } from '../../markdown';
import { testTerminal } from '../cli/test-terminal';

const program = buildProgram({ terminal: testTerminal(), finish: () => undefined }, '1.2.3');
const flagsOf = (command: Command): readonly string[] =>
  command.options.filter(({ hidden }) => !hidden).map(({ long }) => long ?? '');
const global = flagsOf(program);

/** A command without subcommands, as it is typed: `alerts create`. */
interface Leaf {
  readonly name: string;
  readonly command: Command;
}

function leavesOf(command: Command, before: readonly string[] = []): readonly Leaf[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible
    .filter((one) => one.name() !== 'help')
    .flatMap((one) => {
      const name = [...before, one.name()];
      return one.commands.length > 0 ? leavesOf(one, name) : [{ name: name.join(' '), command: one }];
    });
}

const leaves = leavesOf(program);
const named = (words: string): Leaf | undefined =>
  leaves.find(({ name }) => words === name || words.startsWith(`${name} `));

describe('commands in the documentation', () => {
  const all = pages(repository);
  const cli = all.find(({ file }) => file === 'docs/cli.md')?.text ?? '';
  const [synopsis] = codeBlocks(cli);
  const lines = new Map(
    (synopsis?.code ?? '').split('\n').flatMap((line) => {
      const words = line.replace(/^spawn /, '');
      const leaf = named(words);
      return line === '' ? [] : [[leaf?.name ?? `unknown: ${line}`, words] as const];
    }),
  );

  it('are all in the synopsis of docs/cli.md, and nothing else', () => {
    assert.deepEqual([...lines.keys()].sort(), leaves.map(({ name }) => name).sort());
  });

  for (const { command, name } of leaves) {
    it(`${name} has the options and arguments of docs/cli.md`, () => {
      const line = lines.get(name) ?? '';
      const written = [...line.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag);
      assert.deepEqual([...new Set(written)].sort(), [...flagsOf(command)].sort());
      for (const { argChoices } of command.registeredArguments)
        if (argChoices !== undefined) assert.ok(line.includes(argChoices.join('|')), line);
      for (const { argChoices, long } of command.options)
        if (argChoices !== undefined) assert.ok(line.includes(`${long} ${argChoices.join('|')}`), line);
    });
  }

  it('are valid commands in every document', () => {
    const typed = all.flatMap(({ file, text }) => {
      const blocks = codeBlocks(text)
        .filter(({ language }) => language === 'sh')
        .flatMap(({ code }) => code.split('\n'));
      return [...codesIn(text), ...blocks]
        .map((line) => /(?:^|\$\()spawn ((?:--)?[a-z][^#)"]*)/.exec(line)?.[1]?.trim())
        .filter((words) => words !== undefined)
        .map((words) => ({ file, words }));
    });
    assert.ok(typed.length > 40, String(typed.length));
    const wrong = typed.filter(({ words }) => {
      const plain = words.replaceAll(/--(?:provider|profile|region|bucket) \S+ ?/g, '');
      const group = program.commands.some((one) => one.name() === plain && one.commands.length > 0);
      const leaf = named(plain);
      if (leaf === undefined)
        return !group && plain !== 'COMMAND --help' && !/^--(?:help|version)/.test(plain);
      if (leaf.name === 'local aws') return false;
      const allowed = [...flagsOf(leaf.command), ...global, '--help'];
      return [...words.matchAll(/--[a-z][a-z-]*/g)].some(([flag]) => !allowed.includes(flag));
    });
    assert.deepEqual(wrong, []);
  });
});
