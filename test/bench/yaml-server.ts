import * as fs from 'node:fs';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageService } from 'yaml-language-server';
import { getLanguageService } from 'yaml-language-server';

/** The peer: Red Hat's language server for YAML, with our schema, as its extension would have it. */
export function openPeer(): LanguageService {
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
  return service;
}

export function documentOf(text: string, name: number | string = 0): TextDocument {
  return TextDocument.create(`file:///bench/bench-${name}-sweep.yaml`, 'yaml', 1, text);
}
