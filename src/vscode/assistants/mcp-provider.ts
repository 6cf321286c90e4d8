import * as vscode from 'vscode';
import { Disposables } from '../disposables';
import { readSettings } from '../settings';
import type { CommandParts } from '../terminal/launcher';

/** The id in package.json. */
const providerId = 'spawn.mcp';

interface Definition {
  cwd?: vscode.Uri;
}

type NewDefinition = new (
  label: string,
  command: string,
  words: string[],
  variables: Record<string, string>,
  version: string,
) => Definition;

interface DefinitionProvider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<void>;
  provideMcpServerDefinitions(): Definition[];
}

/**
 * Offers `spawn mcp` to the assistants of VS Code, where it has a place for such servers (1.101 and newer). The server only reads: it
 * launches nothing, whatever an assistant asks for.
 */
export class McpProvider extends Disposables {
  readonly #changed = this.track(new vscode.EventEmitter<void>());

  constructor(
    private readonly command: CommandParts,
    private readonly version: string,
  ) {
    super();
    const register: unknown = Reflect.get(vscode.lm, 'registerMcpServerDefinitionProvider');
    const definition: unknown = Reflect.get(vscode, 'McpStdioServerDefinition');
    if (typeof register !== 'function' || !isDefinition(definition)) return;
    const provider: DefinitionProvider = {
      onDidChangeMcpServerDefinitions: this.#changed.event,
      provideMcpServerDefinitions: () => this.#definitions(definition),
    };
    const registered: unknown = register.call(vscode.lm, providerId, provider);
    if (registered instanceof vscode.Disposable) this.track(registered);
    this.track(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('spawn')) this.#changed.fire();
      }),
    );
    this.track(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#changed.fire()));
    this.track(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()));
  }

  /** One for the first folder, whose sweep files it may read; none while the workspace isn't trusted. */
  #definitions(Definition: NewDefinition): Definition[] {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (folder === undefined || folder.uri.scheme !== 'file' || !vscode.workspace.isTrusted) return [];
    const { program, runtime } = this.command;
    const definition = new Definition(
      'Spawn',
      runtime,
      [program, 'mcp', ...connectionFlags()],
      // The program that runs extensions is Electron on a desktop.
      { ELECTRON_RUN_AS_NODE: '1' },
      this.version,
    );
    definition.cwd = folder.uri;
    return [definition];
  }
}

const isDefinition = (value: unknown): value is NewDefinition => typeof value === 'function';

function connectionFlags(): string[] {
  const { bucket, profile, provider, region } = readSettings();
  const flags = { provider, profile, region, bucket };
  return Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}
