import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import type { SweepDocuments } from './documents';

/** What Red Hat's YAML extension lets others do (github.com/redhat-developer/vscode-yaml, "Extension API"). */
interface YamlPeer {
  registerContributor(
    schema: string,
    requestSchema: (resource: string) => string | undefined,
    requestSchemaContent: (uri: string) => string,
  ): boolean;
}

const peerId = 'redhat.vscode-yaml';
/** Whether Red Hat's YAML extension is there to show structure. */
export const hasYamlPeer = (): boolean => vscode.extensions.getExtension(peerId) !== undefined;

const address = 'spawn-schema://schema/none';

/**
 * Living beside Red Hat's YAML extension: where Spawn speaks about a file itself, that one gets a schema that says nothing.
 * So nothing shows twice; what it does for all YAML (formatting, anchors) it goes on doing.
 */
export class YamlNeighbour extends Disposables {
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
            'spawn',
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
