import fc from 'fast-check';

type Mutation = (text: string) => string;

/** What is around a document, or within one, and changes how it is read. */
const PIECES: readonly string[] = [
  ...[
    '---\n',
    '--- # c\n',
    '...\n',
    '%YAML 1.2\n---\n',
    '%TAG ! tag:x,2000:\n',
    '# c\n',
    '\n',
    ' \n',
    '\t\n',
  ],
  ...[
    '? x\n',
    ': y\n',
    '- a: 1\n',
    '  - a: 1\n',
    '    - b\n',
    'a: 1\n',
    '  a: 1\n',
    '<<: *a\n',
    'x-a: &a {b: 1}\n',
  ],
  ...[
    'x: |\n',
    'x: >\n',
    '  text\n',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    ': ',
    '- ',
    '#',
    ' #',
    '&a ',
    '*a',
    '!t ',
  ],
  ...[
    'params:\n',
    'params: *a\n',
    'grid:\n',
    'defaults: &a\n',
    'random: {count: 1}\n',
    'exclude:\n',
    'é',
    '💥',
    '\r',
    '\r\n',
  ],
  ...[
    '/* c */',
    '// c\n',
    '"a": 1,\n',
    '{"a": 1},\n',
    '"params": [\n',
    '],\n',
    '\\',
    '\\n',
    '0',
    '---',
    'null',
    '~',
    '|2',
    '>-',
  ],
];

const insert = fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.constantFrom('', ...PIECES)).map(
  ([at, remove, piece]): Mutation =>
    (text) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + piece + text.slice(from + remove);
    },
);

/** The same between two lines. */
const insertLine = fc.tuple(fc.nat(), fc.constantFrom(...PIECES)).map(
  ([at, piece]): Mutation =>
    (text) => {
      const lines = text.split('\n');
      const from = at % (lines.length + 1);
      return [...lines.slice(0, from), piece.replace(/\n$/, ''), ...lines.slice(from)].join('\n');
    },
);

const moveLine = fc.tuple(fc.nat(), fc.nat()).map(
  ([from, to]): Mutation =>
    (text) => {
      const lines = text.split('\n');
      const [line = ''] = lines.splice(from % lines.length, 1);
      lines.splice(to % (lines.length + 1), 0, line);
      return lines.join('\n');
    },
);

const repeatLine = fc.nat().map(
  (at): Mutation =>
    (text) => {
      const lines = text.split('\n');
      const line = lines[at % lines.length] ?? '';
      return [...lines.slice(0, at % lines.length), line, ...lines.slice(at % lines.length)].join('\n');
    },
);

const indent = fc.tuple(fc.nat(), fc.nat({ max: 6 }), fc.constantFrom(-2, -1, 1, 2, 4)).map(
  ([at, count, columns]): Mutation =>
    (text) => {
      const lines = text.split('\n');
      const from = at % lines.length;
      return lines
        .map((line, index) => {
          if (index < from || index > from + count) return line;
          return columns > 0 ? ' '.repeat(columns) + line : line.replace(new RegExp(`^ {0,${-columns}}`), '');
        })
        .join('\n');
    },
);

const around = fc.constantFrom<Mutation>(
  (text) => `---\n${text}`,
  (text) => `%YAML 1.2\n---\n${text}`,
  (text) => `# c\n\n--- # c\n${text}`,
  (text) => `${text.replace(/\n*$/, '\n')}...\n`,
  (text) => `---\n${text.replace(/\n*$/, '\n')}...\n# c\n`,
  (text) => `${text.replace(/\n*$/, '\n')}---\n`,
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replace(/\n$/, ''),
);

/** Changes of a text as an editor, a merge or another tool makes them; most leave a sweep file, some do not. */
export const mutations: fc.Arbitrary<Mutation> = fc
  .array(fc.oneof(insert, insertLine, moveLine, repeatLine, indent, around), { minLength: 1, maxLength: 3 })
  .map(
    (all): Mutation =>
      (text) =>
        all.reduce((changed, mutate) => mutate(changed), text),
  );
