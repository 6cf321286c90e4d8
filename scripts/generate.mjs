// Writes what is generated from schemas/sweep.schema.json: the format's types, its keys, and its standalone validators.
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

const NAMES = ['format.ts', 'keys.ts', 'validate.js', 'validate.d.ts', 'stamp'];

if (!upToDate()) await generate();

function upToDate() {
  if (!NAMES.every((name) => fs.existsSync(path.join(target, name)))) return false;
  return fs.readFileSync(path.join(target, 'stamp'), 'utf8') === stamp;
}

async function generate() {
  // Loaded only when there is something to do: every build asks.
  const { compile } = await import('json-schema-to-typescript');
  const require = createRequire(import.meta.url);
  const Ajv = require('ajv').default;
  const standalone = require('ajv/dist/standalone').default;
  const schema = JSON.parse(schemaText);

  const types = await compile(schema, 'SweepFile', {
    bannerComment: '/* Generated from schemas/sweep.schema.json. */',
    additionalProperties: false,
    unreachableDefinitions: true,
    format: false,
  });

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
    validateName: 'sweep#/properties/name',
    validateBudget: 'sweep#/properties/budget',
    validateMaxConcurrent: 'sweep#/properties/max_concurrent',
    validateCount: 'sweep#/properties/count',
    validateSeeds: 'sweep#/properties/seeds',
    validateFile: 'sweep#/definitions/file',
    validateMetric: 'sweep#/definitions/metric',
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
    `export const TOP_LEVEL_KEYS = ${JSON.stringify(docsOf(properties), null, 2)} as const;`,
    `export const RUN_KEYS = ${JSON.stringify(docsOf(definitions.settings.properties), null, 2)} as const;`,
    `export const RANDOM_KEYS = ${JSON.stringify(docsOf(definitions.random.properties), null, 2)} as const;`,
    `export const FILE_KEYS = ${JSON.stringify(docsOf(definitions.filePattern.anyOf[1].properties), null, 2)} as const;`,
    `export const METRIC_KEYS = ${JSON.stringify(docsOf(definitions.metric.properties), null, 2)} as const;`,
    `export const DISTRIBUTIONS = ${JSON.stringify(docsOf(definitions.distribution.properties), null, 2)} as const;`,
  ];

  fs.mkdirSync(target, { recursive: true });
  write('format.ts', types);
  write('keys.ts', `${keys.join('\n')}\n`);
  write('validate.js', code);
  write('validate.d.ts', `${declarations.join('\n')}\n`);
  // Last: whoever sees the stamp sees everything that belongs to it.
  write('stamp', stamp);

  function docsOf(properties) {
    return Object.fromEntries(
      Object.entries(properties).map(([key, property]) => {
        const target = property.$ref === undefined ? {} : definitions[property.$ref.split('/').at(-1)];
        const { description, enum: values, default: fallback, examples } = { ...target, ...property };
        return [
          key,
          { description, values: values ?? [], fallback: fallback ?? null, examples: examples ?? [] },
        ];
      }),
    );
  }
}

/** Two builds may run at once: a file is whole or not there. */
function write(name, text) {
  const temporary = path.join(target, `.${name}.${process.pid}`);
  fs.writeFileSync(temporary, text);
  fs.renameSync(temporary, path.join(target, name));
}
