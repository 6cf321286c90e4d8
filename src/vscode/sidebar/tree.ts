import * as vscode from 'vscode';
import { compose, joined, ours, verbatim } from '../../text/markdown';
import { Disposables } from '../disposables';
import { type FleetNode, hasChildren } from '../fleet/nodes';
import { markdownString } from '../shown';
import { detailsOf } from './details';
import { appearanceOf, type RowAppearance } from './row-appearance';
import { markAddress } from './row-marks';
import { TreeIndex } from './tree-index';

/** Milliseconds in which VS Code requests the rows of a view after a change event. */
const patience = 1_000;
const attempts = 5;

/** Shows nodes in a tree view. VS Code identifies rows by ID, so that a refresh moves nothing. */
export class FleetTree extends Disposables implements vscode.TreeDataProvider<string> {
  readonly #changed = this.track(new vscode.EventEmitter<string[] | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #index: TreeIndex;
  #unheard: NodeJS.Timeout | undefined;
  readonly #parents = new Map<string, string | undefined>();

  constructor(
    private readonly now: () => number,
    /** Initially expanded roots. */
    private readonly startsOpen: (node: FleetNode) => boolean,
  ) {
    super();
    this.#index = new TreeIndex(now);
  }

  update(roots: readonly FleetNode[]): void {
    const changes = this.#index.update(roots);
    if (changes === 'all') this.#repaintAll(attempts);
    else if (changes.length > 0) this.#changed.fire([...changes]);
  }

  node(id: string): FleetNode | undefined {
    return this.#index.node(id);
  }

  /** True if this root, or this row below the orphaned instances, can be requested before the tree is opened. */
  holds(id: string): boolean {
    return this.#index.find(id) !== undefined;
  }

  getChildren(id?: string): string[] {
    if (id === undefined) clearTimeout(this.#unheard);
    const ids = this.#index.children(id);
    for (const child of ids) this.#parents.set(child, id);
    return [...ids];
  }

  getParent(id: string): string | undefined {
    return this.#parents.get(id) ?? this.#index.find(id)?.parent;
  }

  getTreeItem(id: string): vscode.TreeItem {
    const node = this.#index.node(id);
    const look = this.#index.look(id) ?? (node === undefined ? undefined : appearanceOf(node, this.now()));
    if (node === undefined || look === undefined) return new vscode.TreeItem('');
    const item = new vscode.TreeItem(look.label, this.#stateOf(node));
    item.id = id;
    item.description = look.description;
    item.iconPath = iconOf(look);
    if (look.mark !== undefined) item.resourceUri = markAddress(look.mark);
    item.contextValue = look.context;
    item.accessibilityInformation = { label: look.spoken };
    // An undefined tooltip is requested when the user points at the row.
    // No arguments: VS Code deletes them when it repaints the row, even between a click and its command.
    if (node.kind === 'run' || node.kind === 'older' || node.kind === 'sweep') {
      item.command = { command: 'spawn.openRow', title: look.label };
    }
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, id: string): vscode.TreeItem {
    const node = this.#index.node(id);
    const details = node === undefined ? undefined : detailsOf(node, this.now());
    if (details === undefined) return item;
    const rows = details.facts.map(([name, value]) =>
      compose('| {0} | {1} |', verbatim(name), verbatim(value)),
    );
    const title = compose('**{0}**', verbatim(details.title));
    item.tooltip = markdownString(joined([title, ours(''), ours('| | |'), ours('|---|---|'), ...rows], '\n'));
    return item;
  }

  override dispose(): void {
    clearTimeout(this.#unheard);
    super.dispose();
  }

  /** A view that is just opening drops change events (seen in VS Code 1.96 to 1.139), so they repeat until it requests rows. */
  #repaintAll(left: number): void {
    clearTimeout(this.#unheard);
    this.#changed.fire(undefined);
    if (left > 1) this.#unheard = setTimeout(() => this.#repaintAll(left - 1), patience);
  }

  #stateOf(node: FleetNode): vscode.TreeItemCollapsibleState {
    if (!hasChildren(node)) return vscode.TreeItemCollapsibleState.None;
    return this.startsOpen(node)
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed;
  }
}

const iconOf = ({ icon }: RowAppearance): vscode.ThemeIcon =>
  new vscode.ThemeIcon(icon.id, icon.color === undefined ? undefined : new vscode.ThemeColor(icon.color));
