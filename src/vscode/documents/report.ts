/** A part of a section. Texts are verbatim; the code that shows them escapes them. */
export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** What the reader should know before the rest. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  /** `lines` are the rows as text. */
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly lines: readonly string[];
    }
  /** Something to create: `bucket NAME: PURPOSE`, with its policy. */
  | {
      readonly kind: 'resource';
      readonly what: string;
      readonly name: string;
      readonly purpose: string;
      readonly policy?: string;
    }
  | { readonly kind: 'variables'; readonly rows: readonly (readonly [name: string, value: string])[] };

export interface Section {
  readonly title: string;
  readonly level: 2 | 3;
  /** Shown only once someone opens it. */
  readonly folded?: boolean;
  readonly blocks: readonly ReportBlock[];
}

/** A document that is shown as a page, and as text for copies and comparisons. */
export interface Report {
  readonly title: string;
  readonly blocks: readonly ReportBlock[];
  readonly sections: readonly Section[];
}

/** The report as Markdown. */
export function reportText({ blocks, sections, title }: Report): string {
  const parts = [
    `# ${title}`,
    ...textOf(blocks),
    ...sections.flatMap((section) => [
      `${'#'.repeat(section.level)} ${section.title}`,
      ...textOf(section.blocks),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Resources one below the other are one list. */
function textOf(blocks: readonly ReportBlock[]): readonly string[] {
  const parts: string[] = [];
  for (const [place, block] of blocks.entries()) {
    const text = linesOf(block).join('\n');
    const before = blocks[place - 1];
    const last = parts.at(-1);
    if (block.kind === 'resource' && before?.kind === 'resource' && before.policy === undefined)
      parts.splice(-1, 1, `${last}\n${text}`);
    else parts.push(text);
  }
  return parts.filter((part) => part !== '');
}

function linesOf(block: ReportBlock): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [block.text];
    case 'note':
      return [`> ${block.text}`];
    case 'facts':
      return aligned(block.rows);
    case 'list':
      return block.items.map((item) => `- ${item}`);
    case 'table':
      return block.lines.map((line) => `- ${line}`);
    case 'resource':
      return [
        `- ${block.what} \`${block.name}\`: ${block.purpose}`,
        ...(block.policy === undefined ? [] : ['', ...indented(block.policy)]),
      ];
    case 'variables':
      return block.rows.flatMap(([name, value]) => indented(`${name}=${value}`));
  }
}

/** Names and values below each other, aligned. */
function aligned(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `    ${name.padEnd(width)}  ${value.replace(/\r?\n/g, ' ')}`);
}

const indented = (text: string): readonly string[] => text.split('\n').map((line) => `    ${line}`);
