import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { SweepDocuments } from './documents';

/** The API of Red Hat's YAML extension (github.com/redhat-developer/vscode-yaml, "Extension API"). */
interface YamlPeer {
  registerContributor(
    schema: string,
    requestSchema: (resource: string) => string | undefined,
    requestSchemaContent: (uri: string) => string,
  ): boolean;
}

const peerId = 'redhat.vscode-yaml';
const jsonId = 'vscode.json-language-features';

/** Whether Red Hat's YAML extension is installed and provides structure. */
export const hasYamlPeer = (): boolean => vscode.extensions.getExtension(peerId) !== undefined;

/** Problems that every YAML parser finds, with the same severity. */
const yamlCodes: ReadonlySet<string> = new Set(['invalid-yaml', 'duplicate-key', 'unknown-alias']);
const jsonCodes: ReadonlySet<string> = new Set(['invalid-json']);
const none: ReadonlySet<string> = new Set();

/** Codes of problems that another extension already reports in this document: not YAML, not JSON. */
export function toldByOthers(document: vscode.TextDocument): ReadonlySet<string> {
  const validates = (setting: string): boolean =>
    vscode.workspace.getConfiguration(undefined, document).get(setting) !== false;
  if (document.languageId === 'yaml') return hasYamlPeer() && validates('yaml.validate') ? yamlCodes : none;
  const json = vscode.extensions.getExtension(jsonId) !== undefined;
  return json && validates('json.validate.enable') ? jsonCodes : none;
}

/** A contributor is identified by the scheme of its schemas' URIs, by which their content is looked up. */
const scheme = 'spawn-schema';
const address = `${scheme}://schema/none`;

/**
 * Compatibility with Red Hat's YAML extension: for a file that Spawn checks itself, that extension gets an empty
 * schema, so that nothing appears twice. Its general YAML features (formatting, anchors) stay available.
 */
export class RedHatYaml extends Disposables {
  #met = false;

  constructor(
    private readonly files: SweepDocuments,
    private readonly log: vscode.LogOutputChannel,
  ) {
    super();
    this.track(
      files.onDidSettle(({ languageId }) => {
        if (languageId === 'yaml') this.#meet();
      }),
    );
    this.track(
      vscode.extensions.onDidChange(() => {
        this.#met = false;
      }),
    );
  }

  #meet(): void {
    const peer = vscode.extensions.getExtension<unknown>(peerId);
    if (this.#met || peer === undefined) return;
    this.#met = true;
    Promise.resolve(peer.activate()).then(
      (api) => {
        if (isPeer(api))
          api.registerContributor(
            scheme,
            (uri) => this.#schemaOf(uri),
            () => '{}',
          );
      },
      (error: unknown) => this.log.info(`${peerId} did not start`, String(error)),
    );
  }

  #schemaOf(uri: string): string | undefined {
    const document = vscode.workspace.textDocuments.find(
      (open) => open.uri.toString() === vscode.Uri.parse(uri).toString(),
    );
    return document !== undefined && this.files.isSweep(document) ? address : undefined;
  }
}

const isPeer = (api: unknown): api is YamlPeer =>
  typeof api === 'object' &&
  api !== null &&
  'registerContributor' in api &&
  typeof api.registerContributor === 'function';
