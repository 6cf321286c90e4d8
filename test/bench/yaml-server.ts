import * as fs from 'node:fs';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService } from 'yaml-language-server';
import type { Peer } from './peer';

/** The peer for YAML: Red Hat's language server with our schema, as its extension would have it. */
export function openYamlServer(): Peer {
  const service = getLanguageService({
    schemaRequestService: (uri) => Promise.reject(new Error(`nothing is fetched: ${uri}`)),
    workspaceContext: { resolveRelativePath: (relative, resource) => new URL(relative, resource).href },
  });
  const schema = JSON.parse(fs.readFileSync('schemas/sweep.schema.json', 'utf8'));
  service.configure({
    validate: true,
    completion: true,
    hover: true,
    schemas: [{ uri: 'spawn://sweep.schema.json', fileMatch: ['*-sweep.yaml'], schema }],
  });
  return {
    name: 'yaml-language-server',
    documentOf: (text, name) =>
      TextDocument.create(`file:///bench/bench-${name}-sweep.yaml`, 'yaml', 1, text),
    validate: (document) => service.doValidation(document, false),
    complete: (document, at) => service.doComplete(document, at, false),
  };
}
