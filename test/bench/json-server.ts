import * as fs from 'node:fs';
import { getLanguageService } from 'vscode-json-languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Peer } from './peer';

/** The peer for JSON: VS Code's own language service with our schema. */
export function openJsonServer(): Peer {
  const service = getLanguageService({
    schemaRequestService: (uri) => Promise.reject(new Error(`nothing is fetched: ${uri}`)),
  });
  const schema = JSON.parse(fs.readFileSync('schemas/sweep.schema.json', 'utf8'));
  service.configure({
    validate: true,
    allowComments: true,
    schemas: [{ uri: 'spawn://sweep.schema.json', fileMatch: ['*-sweep.json'], schema }],
  });
  return {
    name: 'vscode-json-languageservice',
    documentOf: (text, name) =>
      TextDocument.create(`file:///bench/bench-${name}-sweep.json`, 'json', 1, text),
    validate: (document) => service.doValidation(document, service.parseJSONDocument(document)),
    complete: (document, at) => service.doComplete(document, at, service.parseJSONDocument(document)),
  };
}
