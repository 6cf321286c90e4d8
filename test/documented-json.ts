import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repository, sectionOf } from './markdown';

/** What a field may hold: a value without fields, a map with names of its own, or fields. */
export type Shape = 'value' | 'map' | Fields;

interface Fields {
  /** Of what several commands print: `run`, `instance`. */
  readonly object?: string;
  readonly fields: ReadonlyMap<string, Shape>;
}

/** The fields that docs/cli.md names, by what its list calls them: `launch`, `status SWEEP-ID`. */
export function documentedJson(): ReadonlyMap<string, Shape> {
  const section = sectionOf(readFileSync(path.join(repository, 'docs/cli.md'), 'utf8'), '## JSON');
  const items = [...section.matchAll(/^- ([\s\S]*?)(?=\n- |\n\n|(?![\s\S]))/gm)].map(([, item = '']) =>
    item.replaceAll(/\s*\n\s*/g, ' '),
  );
  const shared = new Map<string, string>();
  const commands = new Map<string, string>();
  for (const item of items) {
    const [, head = '', fields = ''] = /^(.*?): (.*?)(?:\. .*)?\.?$/.exec(item) ?? [];
    const [, object] = /^an? \*\*(\w+)\*\*$/.exec(head) ?? [];
    if (object !== undefined) shared.set(object, fields);
    else if (head.endsWith(' that stopped half-way')) commands.set('stopped', fields);
    else for (const [, command = ''] of head.matchAll(/`([^`]+)`/g)) commands.set(command, fields);
  }
  return new Map([...commands].map(([command, fields]) => [command, shapeOf(fields, shared)]));
}

/** Reads `name`, `parameters` (map), `network` (**network**), `error` (`code`, `message`), **run**. */
function shapeOf(text: string, shared: ReadonlyMap<string, string>): Fields {
  const fields = new Map<string, Shape>();
  let whole: string | undefined;
  let name = '';
  const tokens = [...text.matchAll(/`(\w+)`|\*\*(\w+)\*\*|(\(map\))|([()])/g)];
  for (let at = 0; at < tokens.length; at++) {
    const [, field, object, map, bracket] = tokens[at] ?? [];
    if (field !== undefined) {
      name = field;
      fields.set(name, 'value');
    } else if (map !== undefined) fields.set(name, 'map');
    else if (object !== undefined) {
      const { fields: inner } = shapeOf(shared.get(object) ?? unknown(object), shared);
      for (const [key, value] of inner) fields.set(key, value);
      whole = fields.size === inner.size ? object : undefined;
    } else if (bracket === '(') {
      const from = at + 1;
      for (let depth = 1; depth > 0 && at < tokens.length; ) {
        at += 1;
        depth += { '(': 1, ')': -1 }[tokens[at]?.[4] ?? ''] ?? 0;
      }
      const inside = tokens.slice(from, at).map(([token]) => token);
      fields.set(name, shapeOf(inside.join(' '), shared));
    }
  }
  return whole === undefined ? { fields } : { object: whole, fields };
}

const unknown = (object: string): never => {
  throw new Error(`docs/cli.md names a ${object} that it does not describe`);
};

/**
 * The fields of a value, as paths: `setup.name`, and of what several commands print `run: network`. Those of lists and maps
 * are those of what they hold.
 */
export function* pathsIn(value: unknown, shape: Shape, at = ''): Generator<string> {
  if (Array.isArray(value)) for (const one of value) yield* pathsIn(one, shape, at);
  else if (typeof value === 'object' && value !== null && shape !== 'map') {
    for (const [key, inner] of Object.entries(value)) {
      const here = pathOf(key, shape, at);
      yield here;
      yield* pathsIn(inner, shape === 'value' ? shape : (shape.fields.get(key) ?? 'value'), here);
    }
  }
}

/** The same of what is documented. */
export function* documentedPaths(shape: Shape, at = ''): Generator<string> {
  if (typeof shape === 'string') return;
  for (const [key, inner] of shape.fields) {
    const here = pathOf(key, shape, at);
    yield here;
    yield* documentedPaths(inner, here);
  }
}

function pathOf(key: string, shape: Shape, at: string): string {
  if (typeof shape === 'object' && shape.object !== undefined) return `${shape.object}: ${key}`;
  return at === '' ? key : `${at}.${key}`;
}
