import * as vscode from 'vscode';
import type { Provider } from '../../engine/connection';

/** Scheme of Spawn's read-only documents. */
export const scheme = 'spawn';

/** The subject of a read-only document, encoded in its URI so that it can be restored after a restart. */
export type Address =
  | { readonly kind: 'plan'; readonly name: string }
  | { readonly kind: 'cost'; readonly provider: Provider; readonly sweepId: string }
  | {
      readonly kind: 'launched';
      readonly provider: Provider;
      readonly sweepId: string;
      readonly fileName: string;
    }
  | {
      readonly kind: 'log';
      readonly provider: Provider;
      readonly sweepId: string;
      readonly runName: string;
    }
  | {
      readonly kind: 'console';
      readonly provider: Provider;
      readonly region: string;
      readonly instanceId: string;
    };

export function uriOf(address: Address): vscode.Uri {
  switch (address.kind) {
    case 'plan':
      return vscode.Uri.from({ scheme, authority: 'plan', path: `/${address.name}.md` });
    case 'cost':
      return vscode.Uri.from({
        scheme,
        authority: 'cost',
        path: `/${address.provider}/${address.sweepId}/cost.md`,
      });
    case 'launched':
      return vscode.Uri.from({
        scheme,
        authority: 'launched',
        path: `/${address.provider}/${address.sweepId}/${address.fileName}`,
      });
    case 'log':
      return vscode.Uri.from({
        scheme,
        authority: 'log',
        path: `/${address.provider}/${address.sweepId}/${address.runName}.log`,
      });
    case 'console':
      return vscode.Uri.from({
        scheme,
        authority: 'console',
        path: `/${address.provider}/${address.region}/${address.instanceId}.log`,
      });
  }
}

/** The reverse of `uriOf`; undefined for other URIs. */
export function addressOf(uri: vscode.Uri): Address | undefined {
  if (uri.scheme !== scheme) return undefined;
  const [first, sweepId, name] = uri.path.slice(1).split('/');
  if (uri.authority === 'plan' && first !== undefined)
    return { kind: 'plan', name: first.replace(/\.md$/, '') };
  const provider = first === 'aws' || first === 'local' ? first : undefined;
  if (provider === undefined || sweepId === undefined || name === undefined) return undefined;
  switch (uri.authority) {
    case 'cost':
      return { kind: 'cost', provider, sweepId };
    case 'launched':
      return { kind: 'launched', provider, sweepId, fileName: name };
    case 'log':
      return { kind: 'log', provider, sweepId, runName: name.replace(/\.log$/, '') };
    case 'console':
      return { kind: 'console', provider, region: sweepId, instanceId: name.replace(/\.log$/, '') };
    default:
      return undefined;
  }
}
