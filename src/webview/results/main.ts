import { config } from '@vscode/l10n';
import { sweepsInState, type ToPanel } from './contract';
import { sendToHost } from './host';
import { Panel } from './panel';

const root = document.getElementById('panel');
if (root !== null) {
  const { words, sweeps = '[]' } = root.dataset;
  // Before anything is rendered, since texts are translated when they are shown.
  if (words !== undefined) config({ contents: words });
  const panel = new Panel(root, sweepsInState({ sweeps: JSON.parse(sweeps) }));
  window.addEventListener('message', (event: MessageEvent<ToPanel>) => panel.receive(event.data));
  sendToHost({ type: 'ready' });
}
