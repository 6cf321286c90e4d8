// What matters of Red Hat's YAML extension to its neighbours: schemas by contributor or by `yamlValidation`, and what it shows with them.
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const selector = { language: 'yaml' };
const contributors = new Map();

exports.activate = (context) => {
  const shown = vscode.languages.createDiagnosticCollection('YAML');
  const validate = (document) => {
    if (document.languageId !== 'yaml') return;
    const schema = schemaOf(document);
    const strange = Object.keys(schema.properties ?? {}).length > 0;
    shown.set(document.uri, [...syntax(document), ...(strange ? [told('by schema')] : [])]);
  };
  vscode.workspace.textDocuments.forEach(validate);
  context.subscriptions.push(
    shown,
    vscode.workspace.onDidOpenTextDocument(validate),
    vscode.workspace.onDidChangeTextDocument(({ document }) => validate(document)),
    vscode.languages.registerHoverProvider(selector, {
      provideHover: (document) =>
        schemaOf(document).description && new vscode.Hover(schemaOf(document).description),
    }),
    vscode.languages.registerCompletionItemProvider(selector, {
      provideCompletionItems: (document) =>
        Object.keys(schemaOf(document).properties ?? {}).map((key) => new vscode.CompletionItem(key)),
    }),
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) => [
        new vscode.DocumentSymbol('of the peer', '', 0, lineOf(document), lineOf(document)),
      ],
    }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: () => [new vscode.FoldingRange(0, 1)],
    }),
  );
  return {
    registerContributor(scheme, requestSchema, requestSchemaContent) {
      if (contributors.has(scheme)) return false;
      contributors.set(scheme, { requestSchema, requestSchemaContent });
      vscode.workspace.textDocuments.forEach(validate);
      return true;
    },
    /** For tests: the schema that a document gets. */
    schemaOf,
  };
};

const lineOf = (document) => document.lineAt(0).range;
const told = (message) => new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), message);

function syntax(document) {
  return document.getText().includes(']\n') && !document.getText().includes('[') ? [told('not YAML')] : [];
}

/** A contributor's schema comes before those that extensions name for a file; it is found by the scheme of its address. */
function schemaOf(document) {
  for (const { requestSchema } of contributors.values()) {
    const address = requestSchema(document.uri.toString());
    if (address === undefined) continue;
    const contributor = contributors.get(vscode.Uri.parse(address).scheme);
    if (contributor === undefined) throw new Error(`Unsupported schema URI '${address}'`);
    return JSON.parse(contributor.requestSchemaContent(address));
  }
  const name = path.posix.basename(document.uri.path);
  for (const { extensionPath, packageJSON } of vscode.extensions.all) {
    for (const { fileMatch, url } of packageJSON.contributes?.yamlValidation ?? []) {
      const globs = [fileMatch].flat().map((glob) => glob.replaceAll('.', '\\.').replaceAll('*', '.*'));
      if (globs.some((glob) => new RegExp(`^${glob}$`).test(name)))
        return JSON.parse(fs.readFileSync(path.join(extensionPath, url), 'utf8'));
    }
  }
  return {};
}
