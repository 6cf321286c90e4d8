import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { activated } from './extension';

interface Token {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly scopes: readonly string[];
}
interface Grammar {
  tokenizeLine(
    line: string,
    state: unknown,
  ): { readonly tokens: readonly Token[]; readonly ruleStack: unknown };
}
/** What VS Code itself colors with; it has no command that tells how. */
interface TextMate {
  readonly INITIAL: unknown;
  parseRawGrammar(text: string, file: string): unknown;
  readonly Registry: new (options: unknown) => { loadGrammar(scope: string): Promise<Grammar> };
}
interface Oniguruma {
  loadWASM(bytes: ArrayBuffer): Promise<void>;
  readonly OnigScanner: new (patterns: readonly string[]) => unknown;
  readonly OnigString: new (text: string) => unknown;
}
interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

/** YAML's grammar as this VS Code has it, with what every extension injects into it. */
async function yamlGrammar(): Promise<{ readonly grammar: Grammar; readonly initial: unknown }> {
  const load = createRequire(path.join(vscode.env.appRoot, 'package.json'));
  const textmate: TextMate = load('vscode-textmate');
  const oniguruma: Oniguruma = load('vscode-oniguruma');
  const wasm = readFileSync(path.join(path.dirname(load.resolve('vscode-oniguruma')), 'onig.wasm'));
  await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
  const files = new Map<string, string>();
  const injections: string[] = [];
  for (const { extensionPath, packageJSON } of vscode.extensions.all) {
    const grammars: readonly Contribution[] = packageJSON.contributes?.grammars ?? [];
    for (const grammar of grammars) {
      files.set(grammar.scopeName, path.join(extensionPath, grammar.path));
      if (grammar.injectTo?.includes('source.yaml')) injections.push(grammar.scopeName);
    }
  }
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: readonly string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope: string) => {
      const file = files.get(scope);
      return file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file);
    },
    getInjections: (scope: string) => (scope === 'source.yaml' ? injections : undefined),
  });
  return { grammar: await registry.loadGrammar('source.yaml'), initial: textmate.INITIAL };
}

const text = `# head
defaults:
  ttl: 1h # long enough
  user_data: |
    #!/bin/bash
    # read it
    if [ -n "$LR" ]; then

      echo "rate: \${LR}" | tee 'a.txt'
    fi
    cat <<EOF
    not ended
  region: us-east-1
params:
  - user_data: |-
      echo 'second
    lr: 0.1
  - name: b
    "user_data": | # a comment
      #!/usr/bin/env python3
      import os
    tags:
      user_data: no script
  - user_data: |
      #cloud-config
      packages: [x]
grid:
  lr: [1]`;

describe('highlighting', () => {
  before(activated);

  it('shows scripts as what they are, and everything around them as YAML', async () => {
    const { grammar, initial } = await yamlGrammar();
    let state = initial;
    const drawn: string[] = [];
    for (const line of text.split('\n')) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      const inked = tokens.filter(
        ({ startIndex, endIndex }) => line.slice(startIndex, endIndex).trim() !== '',
      );
      const kinds = new Set(
        inked.map(({ scopes }) => {
          const all = scopes.join(' ');
          assert.doesNotMatch(all, /invalid/, line);
          if (all.includes('meta.embedded.block.python')) return 'python';
          if (!all.includes('meta.embedded.block.shellscript')) return 'yaml';
          return /string.unquoted.block.yaml|comment.line.number-sign.yaml/.test(all)
            ? 'cloud-config'
            : 'shell';
        }),
      );
      drawn.push(`${[...kinds].join('+')}|${line}`);
    }
    const kindOf = (line: string): string => line.slice(0, line.indexOf('|'));
    const shell = [4, 5, 6, 8, 9, 10, 11, 15];
    assert.deepEqual(
      drawn.map(kindOf),
      text.split('\n').map((line, at) => {
        if (line === '') return '';
        if (shell.includes(at)) return 'shell';
        if (at === 20) return 'python';
        return at === 24 || at === 25 ? 'cloud-config' : at === 19 ? 'shell' : 'yaml';
      }),
    );
  });

  it('distinguishes keywords, texts, variables, and comments of a script', async () => {
    const { grammar, initial } = await yamlGrammar();
    let state = initial;
    const found = new Map<string, string>();
    for (const line of text.split('\n').slice(0, 10)) {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      for (const { startIndex, endIndex, scopes } of tokens)
        found.set(line.slice(startIndex, endIndex).trim(), scopes.join(' '));
    }
    assert.match(found.get('if') ?? '', /keyword\.control\.if\.shell/);
    assert.match(found.get('fi') ?? '', /keyword\.control\.fi\.shell/);
    assert.match(found.get('rate:') ?? '', /string\.quoted\.double\.shell/);
    assert.match(found.get('a.txt') ?? '', /string\.quoted\.single\.shell/);
    assert.match(found.get('LR') ?? '', /variable\.other\.normal\.shell/);
    assert.match(found.get('read it') ?? '', /comment\.line\.number-sign\.shell/);
  });
});
