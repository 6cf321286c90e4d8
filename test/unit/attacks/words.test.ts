import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lexer, type Token } from 'marked';
import priceTable from '../../../media/prices/ec2-us-east-1.tsv';
import { bundledKnowledge } from '../../../src/language/bundled-knowledge';
import { complete } from '../../../src/language/complete';
import { hover } from '../../../src/language/hover';
import { SweepDocument } from '../../../src/sweep/document';
import { escapedJson, withoutControls } from '../../../src/text/controls';
import { code, codeBlock, type Markdown, verbatim } from '../../../src/text/markdown';
import { plainText } from '../../../src/text/plain-text';

/** What VS Code makes links of in notifications and prompts (its linkedText.ts), and icons of in the status bar and in pickers. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /\$\((?:[a-z0-9]+(?:-[a-z0-9]+)*)(?:~[a-z]+)?\)/i;

/** Names, values and messages as someone would write them who wants something else to be shown, or run. */
const hostile = [
  '[Click here](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%5Cn%22%7D)',
  '[a](https://evil.example/x "title")',
  '![x](https://evil.example/pixel.png)',
  '<img src="https://evil.example/pixel.png">',
  '<a href="command:workbench.action.quit">a</a>',
  '[a]: https://evil.example\n[a]',
  'https://evil.example www.evil.example mail@evil.example',
  '$(zap) $(sync~spin)',
  '`code` ``` **bold** ~~gone~~ | cell |',
  '# heading\n- list\n1. list\n> quote\n---',
  '\\[a](command:x)',
  '&#91;a](command:x)',
  'a\u001b]0;title\u0007\u001b[31mred\u009b2J',
  '\u202egnp.exe\u2066',
] as const;
const pieces = fc
  .array(fc.oneof(fc.constantFrom(...hostile, '](', '[', ')', '`', '$(', '\\', '!', '\n', ' '), fc.string()))
  .map((parts) => parts.join(''));

/** Every token that a Markdown renderer finds, and those in it. */
function tokensOf(markdown: Markdown): readonly Token[] {
  const found: Token[] = [];
  const visit = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      found.push(token);
      if ('tokens' in token && token.tokens !== undefined) visit(token.tokens);
      if (token.type === 'list') visit(token.items);
    }
  };
  visit(lexer(markdown, { gfm: true }));
  return found;
}

/** All that is no plain text, by the kinds of Markdown. */
const marksIn = (markdown: Markdown): readonly string[] =>
  tokensOf(markdown)
    .map(({ type }) => type)
    .filter((type) => type !== 'paragraph' && type !== 'text' && type !== 'space');

const decoded = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));

describe('words of others', () => {
  it('make no link, command or icon in a notification, a prompt, a picker or the status bar', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        const shown = plainText(text);
        assert.doesNotMatch(shown, link);
        assert.doesNotMatch(shown, icon);
        assert.doesNotMatch(shown, /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/u);
        assert.equal(plainText(shown), shown);
      }),
    );
    assert.match(hostile[0], link);
    assert.match(hostile[7], icon);
    assert.equal(plainText('lr=[0.1] (3 of 8), $HOME'), 'lr=[0.1] (3 of 8), $HOME');
  });

  it('are text alone in tooltips and hovers', () => {
    const letters = (text: string): string => text.replace(/\s+/g, '');
    fc.assert(
      fc.property(pieces, (text) => {
        const shown = verbatim(text);
        assert.deepEqual(marksIn(shown), [], shown);
        const read = tokensOf(shown).flatMap((token) => (token.type === 'text' ? [decoded(token.raw)] : []));
        const short = text.length > 500 ? `${text.slice(0, 500)}…` : text;
        assert.equal(letters(read.join('')), letters(short.replace(/[\r\n\u2028\u2029]+/g, '↵')));
      }),
    );
  });

  it('end no piece of code they are shown as', () => {
    fc.assert(
      fc.property(pieces, (text) => {
        assert.deepEqual(marksIn(code(text)), ['codespan'], code(text));
        assert.deepEqual(marksIn(codeBlock('sh', text)), ['code'], codeBlock('sh', text));
      }),
    );
  });

  const known = bundledKnowledge(priceTable, undefined);
  for (const text of hostile)
    it(`make nothing of a hover or a completion: ${JSON.stringify(text)}`, () => {
      const written = JSON.stringify(text);
      const source = `{
  "name": ${written},
  "defaults": {"instance_type": "t3.micro", "ttl": "1h", "region": ${written}, "iam_policy": ${written}, "user_data": "echo $A"},
  "metric": {"name": ${written}},
  "params": [{"name": ${written}, "a": ${written}, ${written}: ${written}}, {"a": 1, "files": [${written}]}]
}`;
      const document = new SweepDocument(
        { text: source, language: 'json', fileName: 'x.sweep.json' },
        { defaults: { instanceType: 't3.micro', region: 'us-east-1' }, knowledge: known },
      );
      const config = { defaults: { instanceType: 't3.micro', region: text }, metrics: [text] };
      let hovers = 0;
      const ours = new Set(['codespan', 'code', 'strong', 'list', 'list_item', 'br', 'table', 'escape']);
      source.split('\n').forEach((line, at) => {
        for (let character = 0; character <= line.length; character += 1) {
          const found = hover(document, { line: at, character }, config);
          hovers += found === undefined ? 0 : 1;
          const shown = [
            ...(found === undefined ? [] : [found.markdown]),
            ...complete(document, { line: at, character }, config).flatMap(
              ({ documentation }) => documentation ?? [],
            ),
          ];
          for (const markdown of shown)
            assert.deepEqual(
              marksIn(markdown).filter((type) => !ours.has(type)),
              [],
              markdown,
            );
        }
      });
      assert.ok(hovers > 20, String(hovers));
    });
});

describe('bytes that a terminal would obey', () => {
  const controls = /[^\P{Cc}\t\n]/u;

  it('are in nothing that is printed', () => {
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: 'binary' })), (text) => {
        assert.doesNotMatch(withoutControls(text), controls);
        const json = escapedJson(JSON.stringify({ [text]: text }));
        assert.doesNotMatch(json, controls);
        assert.deepEqual(JSON.parse(json), { [text]: text });
      }),
    );
  });

  it('go with what they belong to', () => {
    assert.equal(withoutControls('\u001b]0;new title\u0007a\u001b[1;31mb\u001b[0m\tc\nd'), 'ab\tc\nd');
    assert.equal(withoutControls('\u009b2Ja\u009d0;t\u009cb\u001bPq#0\u001b\\c\u001bcd'), 'abcd');
    assert.equal(withoutControls('50%\r100%'), '50%\ufffd100%');
  });
});
