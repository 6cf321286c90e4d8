import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Document, Scalar } from 'yaml';
import { editIn, mapScript } from '../../../src/sweep/script/map';
import { LazyChunk } from '../../../src/sweep/syntax/chunk';
import { entryOf, type ScalarNode } from '../../../src/sweep/syntax/node';

const scalarIn = (text: string): ScalarNode => {
  const chunk = new LazyChunk(text, 'whole', -1, 'yaml', 0);
  const { root } = chunk.tree;
  const value = root?.kind === 'sequence' ? entryOf(root.items[0], 's')?.value : entryOf(root, 's')?.value;
  assert.ok(value?.kind === 'scalar', text);
  return value;
};

/** Every word of a scalar's text with what is at its place in the file. */
function words(node: ScalarNode): readonly (readonly [string, string | undefined])[] {
  const map = mapScript(node);
  return [...node.text.matchAll(/[\w$]+/g)].map(({ 0: word, index }) => {
    const place = map.toExact({ start: index, end: index + word.length });
    return [word, place && node.chunk.text.slice(place.start, place.end)] as const;
  });
}

/** The text after each `$LR` of its scalar is changed to `$RATE`. */
function renamed(text: string): string {
  const node = scalarIn(text);
  const map = mapScript(node);
  let changed = text;
  for (const { index } of [...node.text.matchAll(/\$LR/g)].reverse()) {
    const edit = editIn(map, { start: index, end: index + 3 }, '$RATE');
    assert.ok(edit !== undefined, text);
    changed = changed.slice(0, edit.span.start) + edit.newText + changed.slice(edit.span.end);
  }
  return changed;
}

describe('the places of a script in its file', () => {
  const cases: readonly [string, string][] = [
    ['a `|` block', 's: |\n  echo $LR\n\n    $LR\nb: 1\n'],
    ['a `>` block', 's: >\n  echo $LR\n  and $LR\n\n  last $LR\nb: 1\n'],
    ['a `>` block with lines that are indented more', 's: >\n  a $LR\n    b $LR\n  c $LR\n'],
    ['a `>-` block with an indicator', 's: >2-\n    a $LR\n  b $LR\n'],
    ['a plain text on two lines', 's: echo $LR\n  and $LR\n\n  then $LR\nb: 1\n'],
    ['a text in double quotes on two lines', 's: "echo \\u0041 $LR\n  and \\\n  $LR\\n$LR\n\n  $LR"\n'],
    ['a text in single quotes on two lines', "s: 'it''s $LR\n  and $LR'\n"],
    ['an indicator behind a dash', '- s: |2\n      echo $LR\n    $LR\n  b: 1\n'],
    ['an indicator at the top', 's: |2\n    echo $LR\n  $LR\n'],
    ['Windows line breaks', 's: |\r\n  echo $LR\r\n  $LR\r\nb: 1\r\n'],
    ['Windows line breaks, folded', 's: >\r\n  echo $LR\r\n  $LR\r\nb: 1\r\n'],
    ['a comment behind the indicator', 's: | # why\n  echo $LR\n'],
  ];
  for (const [name, text] of cases) {
    it(`are exact in ${name}`, () => {
      for (const [word, source] of words(scalarIn(text))) {
        // An escape is written longer than what it stands for.
        if (word !== 'A') assert.equal(source, word);
      }
      assert.equal(renamed(text), text.replaceAll('$LR', '$RATE'));
    });
  }

  it('are exact however a text is written', () => {
    const word = fc.constantFrom(
      '$LR',
      'a',
      '"q"',
      "it's",
      '\\n',
      'é',
      '💥',
      '#',
      '- x',
      'k: v',
      'x'.repeat(30),
    );
    const line = fc
      .tuple(fc.constantFrom('', '', '  ', '\t'), fc.array(word, { maxLength: 6 }))
      .map(([blanks, parts]) => (parts.length === 0 ? '' : blanks + parts.join(' ')));
    const text = fc
      .tuple(fc.array(line, { minLength: 1, maxLength: 6 }), fc.constantFrom('', '\n', '\n\n'))
      .map(([lines, end]) => lines.join('\n') + end);
    const style = fc.constantFrom<Scalar.Type>(
      'PLAIN',
      'QUOTE_SINGLE',
      'QUOTE_DOUBLE',
      'BLOCK_FOLDED',
      'BLOCK_LITERAL',
    );
    let exact = 0;
    fc.assert(
      fc.property(text, style, fc.constantFrom(20, 80), fc.boolean(), (content, type, lineWidth, listed) => {
        const scalar = new Scalar(content);
        scalar.type = type;
        const entry = { s: scalar, b: 1 };
        const written = new Document(listed ? [entry] : entry).toString({ lineWidth, minContentWidth: 0 });
        const node = scalarIn(written);
        for (const [found, source] of words(node)) {
          // A long word in double quotes may be written on two lines.
          assert.equal(source?.replaceAll(/\\\n */g, ''), found, written);
          exact++;
        }
        assert.equal(scalarIn(renamed(written)).text, node.text.replaceAll('$LR', '$RATE'), written);
      }),
      { numRuns: 2000 },
    );
    assert.ok(exact > 1000);
  }).timeout(60_000);
});
