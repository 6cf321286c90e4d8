// Writes what is generated from schemas/sweep.schema.json: the format's keys, its standalone validators, and the table of keys in docs/sweep-file.md.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const source = path.join(root, 'schemas', 'sweep.schema.json');
const target = path.join(root, 'src', 'sweep', 'generated');

const schemaText = fs.readFileSync(source, 'utf8');
const stamp = createHash('sha256')
  .update(schemaText)
  .update(fs.readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');

const outputs = ['keys.ts', 'validate.js', 'validate.d.ts', 'stamp'];

if (!upToDate()) await generate();
writeKeyTable();

function upToDate() {
  if (!outputs.every((name) => fs.existsSync(path.join(target, name)))) return false;
  return fs.readFileSync(path.join(target, 'stamp'), 'utf8') === stamp;
}

async function generate() {
  // Loaded only when there is something to do: every build asks.
  const require = createRequire(import.meta.url);
  const Ajv = require('ajv').default;
  const standalone = require('ajv/dist/standalone').default;
  const schema = JSON.parse(schemaText);

  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    inlineRefs: false,
    code: { source: true, esm: true, optimize: true },
  });
  ajv.addSchema(schema, 'sweep');
  const validators = {
    validateSettings: 'sweep#/definitions/settings',
    validateRandom: 'sweep#/definitions/random',
    validateAxis: 'sweep#/definitions/axis',
    validateFile: 'sweep#/definitions/file',
    validateObjects: 'sweep#/definitions/objects',
    validateMetric: 'sweep#/definitions/metric',
    validateStopEarly: 'sweep#/definitions/stopEarly',
    validateSeeds: 'sweep#/properties/seeds',
    ...Object.fromEntries(
      Object.entries(schema.properties)
        .filter(([, { type }]) => ['string', 'number', 'integer', 'boolean'].includes(type))
        .map(([key]) => [`validate${pascal(key)}`, `sweep#/properties/${key}`]),
    ),
  };
  const code = standalone(ajv, validators);
  const declarations = [
    '/* Generated from schemas/sweep.schema.json. */',
    'export interface ShapeError { instancePath: string; keyword: string; params: Record<string, unknown>; message?: string }',
    'export interface Validate { (data: unknown): boolean; errors?: ShapeError[] | null }',
    ...Object.keys(validators).map((name) => `export declare const ${name}: Validate;`),
  ];

  const { properties, definitions } = schema;
  const keys = [
    '/* Generated from schemas/sweep.schema.json. */',
    `export const topLevelKeyDocs = ${JSON.stringify(docsOf(properties), null, 2)} as const;`,
    `export const runKeyDocs = ${JSON.stringify(docsOf(definitions.settings.properties), null, 2)} as const;`,
    `export const randomKeyDocs = ${JSON.stringify(docsOf(definitions.random.properties), null, 2)} as const;`,
    `export const fileKeyDocs = ${JSON.stringify(docsOf(definitions.filePattern.anyOf[1].properties), null, 2)} as const;`,
    `export const retryKeyDocs = ${JSON.stringify(docsOf(definitions.retry.properties), null, 2)} as const;`,
    `export const checkpointKeyDocs = ${JSON.stringify(docsOf(definitions.checkpoint.properties), null, 2)} as const;`,
    `export const metricKeyDocs = ${JSON.stringify(docsOf(definitions.metric.properties), null, 2)} as const;`,
    `export const stopEarlyKeyDocs = ${JSON.stringify(docsOf(definitions.stopEarly.properties), null, 2)} as const;`,
    `export const distributionDocs = ${JSON.stringify(docsOf(definitions.distribution.properties), null, 2)} as const;`,
  ];

  fs.mkdirSync(target, { recursive: true });
  write('keys.ts', `${keys.join('\n')}\n`);
  write('validate.js', code);
  write('validate.d.ts', `${declarations.join('\n')}\n`);
  // Last: whoever sees the stamp sees everything that belongs to it.
  write('stamp', stamp);

  function docsOf(properties) {
    return Object.fromEntries(
      Object.entries(properties)
        .filter(([key]) => key !== '<<')
        .map(([key, property]) => {
          const target = property.$ref === undefined ? {} : definitions[property.$ref.split('/').at(-1)];
          const { description, type, enum: values, default: fallback, examples } = { ...target, ...property };
          return [
            key,
            {
              description,
              type: Array.isArray(type) ? type[0] : (type ?? null),
              values: (values ?? []).map(String),
              fallback: fallback ?? null,
              examples: examples ?? [],
            },
          ];
        }),
    );
  }
}

/** `max_concurrent` as in `validateMaxConcurrent`. */
function pascal(key) {
  return key.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase());
}

/** The table of reserved keys in the documentation: the first paragraph of each description. */
function writeKeyTable() {
  const file = path.join(root, 'docs', 'sweep-file.md');
  const [begin, end] = [
    '<!-- Generated from schemas/sweep.schema.json: -->',
    '<!-- End of the generated table -->',
  ];
  // Keys that have a section of their own.
  const sections = {
    ami: 'images',
    checkpoint: 'retries-and-checkpoints',
    files: 'uploaded-files',
    retry: 'retries-and-checkpoints',
    secrets: 'secrets',
    wait: 'when-a-job-is-done',
  };
  const { definitions } = JSON.parse(schemaText);
  const rows = Object.entries(definitions.settings.properties).flatMap(([key, property]) => {
    if (key === '<<') return [];
    const { default: fallback, description } = property;
    const [first] = description.split('\n\n');
    const text = [
      first.replaceAll('|', '\\|'),
      ...(fallback === undefined ? [] : [`Default: \`${fallback}\`.`]),
      ...(sections[key] === undefined ? [] : [`[More](#${sections[key]}).`]),
    ];
    return [`| \`${key}\` | ${text.join(' ')} |`];
  });
  const before = fs.readFileSync(file, 'utf8');
  const [head, tail] = [before.indexOf(begin), before.indexOf(end)];
  if (head < 0 || tail < head) throw new Error(`${file}: the marks of the generated table are missing.`);
  const table = [begin, '', '| key | meaning |', '|---|---|', ...rows, '', ''].join('\n');
  const after = before.slice(0, head) + table + before.slice(tail);
  if (after !== before) fs.writeFileSync(file, after);
}

/** Two builds may run at once: a file is whole or not there. */
function write(name, text) {
  const temporary = path.join(target, `.${name}.${process.pid}`);
  fs.writeFileSync(temporary, text);
  fs.renameSync(temporary, path.join(target, name));
}
